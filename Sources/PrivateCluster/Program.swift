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

    /// Options that make a program run as a user, in a session of its own.
    package static func options(for user: OperatingSystemUser) throws(ClusterError) -> PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        let current = try OperatingSystemUser.current()
        if user.id != current.id {
            options.userID = user.id
            options.groupID = user.groupID
            options.supplementaryGroups = user.groups
        }
        return options
    }

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
        let options = try options(for: user)
        do {
            let descriptor: CInt
            if let life {
                descriptor = try life.duplicatedDescriptor()
            } else {
                descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
                guard descriptor >= 0 else { throw ClusterError.systemCall(errno, "open", "/dev/null") }
            }
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments), environment: environment,
                workingDirectory: "/", platformOptions: options,
                input: .fileDescriptor(FileDescriptor(rawValue: descriptor), closeAfterSpawningProcess: true),
                output: .string(limit: 1_048_576), error: .combinedWithOutput)
            return Outcome(succeeded: result.terminationStatus.isSuccess, text: result.standardOutput)
        } catch let error as SubprocessError {
            throw ClusterError(.programFailed, "Could not run \(path) as \(user.name): \(error).", path: path)
        }
    }
}
