// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

package import Subprocess
import Synchronization

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

/// A PostgreSQL server that this process started; it goes on without this process.
package final class ServerProcess: Sendable {
    /// The server's first process.
    package let processIdentifier: pid_t
    private let end: Mutex<TerminationStatus?>

    private init(processIdentifier: pid_t) {
        self.processIdentifier = processIdentifier
        self.end = Mutex(nil)
    }

    /// How the server ended; nil while it runs.
    package var termination: TerminationStatus? { end.withLock { $0 } }

    /// Starts a server; returns as soon as the program runs, long before it takes connections.
    ///
    /// - Parameters:
    ///   - installation: Whose server.
    ///   - dataFolder: Its databases.
    ///   - user: Who runs it.
    ///   - settings: Settings by name; they win over the configuration files and over `alter system`.
    ///   - log: The file that what it says is appended to; created with permissions 0600.
    ///   - life: A lock held by the caller. The server and all its processes inherit it as standard input, so it is
    ///     held until the last of them is gone, whatever ends them; a process number can promise neither.
    /// - Returns: The running program.
    /// - Throws: `ClusterError.Code.programFailed`, or the log's file error.
    package static func launch(
        _ installation: PostgresInstallation, on dataFolder: DataFolder, as user: OperatingSystemUser,
        settings: [(name: String, value: String)], log: String, life: FileLock
    ) async throws -> ServerProcess {
        var arguments = ["-D", dataFolder.path]
        for (name, value) in settings { arguments += ["-c", "\(name)=\(value)"] }
        let command = try Program.command(installation.program("postgres"), arguments, as: user)
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw ClusterError.systemCall(errno, "open", log) }
        let input = try life.duplicatedDescriptor()
        let (starts, start) = AsyncThrowingStream<ServerProcess, any Error>.makeStream()
        // The library reaps a child only while somebody waits for it, so somebody does, for as long as it runs.
        Task.detached {
            do {
                let result = try await Subprocess.run(
                    command.executable, arguments: command.arguments, environment: Program.environment,
                    workingDirectory: "/", platformOptions: command.options,
                    input: .fileDescriptor(FileDescriptor(rawValue: input), closeAfterSpawningProcess: true),
                    output: .fileDescriptor(FileDescriptor(rawValue: output), closeAfterSpawningProcess: true),
                    error: .combinedWithOutput
                ) { execution in
                    let server = ServerProcess(processIdentifier: execution.processIdentifier.value)
                    start.yield(server)
                    return server
                }
                result.closureResult.end.withLock { $0 = result.terminationStatus }
                start.finish()
            } catch {
                start.finish(throwing: error)
            }
        }
        do {
            for try await server in starts { return server }
        } catch {
            throw ClusterError(
                .programFailed, "Could not run \(installation.program("postgres")) as \(user.name): \(error).")
        }
        throw CancellationError()
    }

    /// Waits until the server takes connections.
    ///
    /// - Throws: `ClusterError.Code.startFailed` with what the server said, `ClusterError.Code.startTimeout`.
    package func waitUntilReady(on dataFolder: DataFolder, log: ServerLog, within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        while true {
            if let file = try PostmasterFile.read(in: dataFolder.path), file.status == .ready,
                file.processIdentifier == processIdentifier
            {
                return
            }
            if let termination {
                throw log.startFailure(termination: "\(termination)")
            }
            guard ContinuousClock.now < deadline else {
                throw ClusterError(
                    .startTimeout, "The server did not take connections within \(limit); see \(log.path).",
                    path: log.path)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
