// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

package import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How this module runs programs: as a named user, with a bare environment, in `/`, detached from the terminal.
package enum Program {
    /// What a program said and how it ended.
    package struct Outcome: Sendable {
        package let succeeded: Bool
        /// Standard output and standard error as they came.
        package let text: String
    }

    /// The environment of every program: no `PG…` variable of the caller reaches a server or its tools.
    package static let environment: Environment = .custom([
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "LC_ALL": "C",
        "TZ": "UTC",
    ])

    /// A program to run, with what makes it run as somebody.
    package struct Command: Sendable {
        package let executable: Executable
        package let arguments: Arguments
        package let options: PlatformOptions
    }

    /// How to run a program as a user, in a session of its own.
    ///
    /// Where that is another user, Linux's own `setpriv` changes over. The library would do it between fork and exec,
    /// where glibc's `setgroups` tells every thread of the process (nptl(7)) and, in the child of a process that was
    /// just starting a thread, waits for one that does not exist there: neither child nor caller goes on any more.
    ///
    /// - Throws: `ClusterError.Code.programFailed` where `setpriv` is missing.
    package static func command(
        _ path: String, _ arguments: [String], as user: OperatingSystemUser
    ) throws(ClusterError) -> Command {
        var options = PlatformOptions()
        options.createSession = true
        var words = [path] + arguments
        if user.id != (try OperatingSystemUser.current()).id {
            #if os(Linux)
            let groups = user.groups.map { String($0) }.joined(separator: ",")
            words =
                [try setpriv(), "--reuid=\(user.id)", "--regid=\(user.groupID)", "--groups=\(groups)", "--"] + words
            #else
            options.userID = user.id
            options.groupID = user.groupID
            options.supplementaryGroups = user.groups
            #endif
        }
        return Command(
            executable: .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), options: options)
    }

    #if os(Linux)
    private static func setpriv() throws(ClusterError) -> String {
        guard
            let path = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: { (path: String) in access(path, X_OK) == 0 })
        else {
            throw ClusterError(
                .programFailed,
                "There is no setpriv to leave root's rights with. Install it (it is in util-linux), "
                    + "or run this as another user than root.")
        }
        return path
    }
    #endif

    /// Runs a program to its end and returns what it said, 1 MiB at most.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - arguments: Its arguments, without its name.
    ///   - user: Who runs it.
    ///   - life: A held lock that it inherits as its standard input, so that the lock lasts as long as the program.
    /// - Returns: What it said and whether it succeeded.
    /// - Throws: `ClusterError.Code.programFailed` where it could not be run.
    package static func run(
        _ path: String, _ arguments: [String], as user: OperatingSystemUser, life: FileLock? = nil
    ) async throws -> Outcome {
        let command = try command(path, arguments, as: user)
        do {
            let descriptor: CInt
            if let life {
                descriptor = try life.duplicatedDescriptor()
            } else {
                descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
                guard descriptor >= 0 else { throw ClusterError.systemCall(errno, "open", "/dev/null") }
            }
            let result = try await Subprocess.run(
                command.executable, arguments: command.arguments, environment: environment,
                workingDirectory: "/", platformOptions: command.options,
                input: .fileDescriptor(FileDescriptor(rawValue: descriptor), closeAfterSpawningProcess: true),
                output: .string(limit: 1_048_576), error: .combinedWithOutput)
            return Outcome(succeeded: result.terminationStatus.isSuccess, text: result.standardOutput)
        } catch let error as SubprocessError {
            throw ClusterError(.programFailed, "Could not run \(path) as \(user.name): \(error).", path: path)
        }
    }
}
