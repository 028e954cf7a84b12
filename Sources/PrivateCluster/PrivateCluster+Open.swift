// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Logging

extension PrivateCluster {
    /// Joins the users of the cluster, creating and starting what is missing.
    ///
    /// Waits while another process starts or stops the server.
    ///
    /// - Returns: The right to use the server until `Lease.close()`.
    /// - Throws: `ClusterError`; `CancellationError` where the task is cancelled.
    public func open() async throws -> Lease {
        let users = try await join()
        do {
            // Whoever opens the cluster wants it to run, whatever somebody wanted before.
            try FileSystem.remove(layout.stopped)
            let server = try await ensureServer()
            return Lease(cluster: self, users: users, server: server)
        } catch {
            await Task { await leave(users) }.value
            throw error
        }
    }

    /// Starts the server and makes it stay when its last user leaves, until `stop(force:)`.
    ///
    /// - Throws: `ClusterError`, as `open()`.
    public func start() async throws {
        let lease = try await open()
        do {
            try FileSystem.replace(layout.keep, with: "", permissions: 0o600)
        } catch {
            await lease.close()
            throw error
        }
        await lease.close()
    }

    /// Stops the server.
    ///
    /// - Parameter force: Whether to stop it although others use it. They lose their connections, and
    ///   `Lease.ensureRunning()` does not start it again behind the back of whoever stopped it.
    /// - Returns: Whether there was anything to stop.
    /// - Throws: `ClusterError.Code.inUse` where others use it and `force` is not set.
    @discardableResult
    public func stop(force: Bool = false) async throws -> Bool {
        guard try layout.check() else { return false }
        let users = try FileLock(opening: layout.users)
        // Somebody who is just leaving does not count as a user.
        let isAlone = try await users.lock(.exclusive, within: force ? .zero : .seconds(1))
        guard isAlone || force else {
            throw ClusterError(
                .inUse,
                "Others use the cluster in \(layout.folder). Close them first, or stop it all the same with --force.",
                path: layout.users)
        }
        defer { users.unlock() }
        let wasRunning = try !isIdle()
        if !isAlone { try FileSystem.replace(layout.stopped, with: "", permissions: 0o600) }
        try FileSystem.remove(layout.keep)
        try await stopServer()
        return wasRunning
    }

    /// Takes the shared lock on `users`, waiting while somebody stops the server.
    private func join() async throws -> FileLock {
        try layout.prepare(for: .forServer())
        let users = try FileLock(opening: layout.users)
        guard try await users.lock(.shared, within: options.lockLimit) else { throw lockTimeout() }
        return users
    }

    /// Gives up a place among the users; the last one stops the server, unless it is to stay.
    func leave(_ users: FileLock) async {
        defer { users.unlock() }
        // Of several who leave at once, each gives up its shared lock in trying, so the last to try succeeds.
        guard users.tryLock(.exclusive) else { return }
        do {
            guard try FileSystem.entry(layout.keep) == nil else { return }
            try await stopServer()
        } catch {
            logger.error("could not stop the private server", metadata: ["error": "\(error)"])
        }
    }

    /// Whether no process of the server lives.
    func isIdle() throws(ClusterError) -> Bool {
        guard try FileSystem.entry(layout.life) != nil else { return true }
        let life = try FileLock(opening: layout.life)
        defer { life.unlock() }
        return life.tryLock(.shared)
    }
}
