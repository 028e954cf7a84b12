// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension PrivateCluster {
    /// Ends the server and waits until all its processes are gone; clients are cut off, what is committed stays.
    ///
    /// The caller holds `users` exclusively, or means to stop it although others use it.
    func stopServer() async throws {
        let server = try OperatingSystemUser.forServer()
        let starting = try FileLock(opening: layout.starting)
        guard try await starting.lock(.exclusive, within: options.lockLimit) else { throw lockTimeout() }
        defer { starting.unlock() }
        let life = try FileLock(opening: layout.life)
        let begin = ContinuousClock.now
        var signals: [(number: CInt, at: ContinuousClock.Instant)] = [
            (SIGINT, begin), (SIGQUIT, begin + options.stopLimit),
        ]
        let deadline = begin + options.stopLimit + options.stopLimit
        var orphans = OrphanedProcesses(of: layout.data)
        while !life.tryLock(.exclusive) {
            try orphans.end()
            if let next = signals.first, ContinuousClock.now >= next.at,
                let file = try PostmasterFile.read(in: layout.data.path), file.mayRun(layout.data)
            {
                signals.removeFirst()
                kill(file.processIdentifier, next.number)
            }
            guard ContinuousClock.now < deadline else {
                throw ClusterError(
                    .stopTimeout, "The server on \(layout.data.path) did not end; see \(layout.log).", path: layout.log)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        life.unlock()
        try SocketFolder.removeElsewhere(of: layout, owner: server)
        if signals.count < 2 {
            logger.info(
                "stopped the private server",
                metadata: ["folder": "\(layout.folder)", "took": "\(ContinuousClock.now - begin)"])
        }
    }
}
