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

/// A server that takes connections.
struct RunningServer: Sendable {
    let socketFolder: SocketFolder
    /// Whether the databases were created just now.
    let isNew: Bool
}

extension PrivateCluster {
    /// Makes sure that the server runs; the caller holds the shared lock on `users`.
    func ensureServer() async throws -> RunningServer {
        let server = try OperatingSystemUser.forServer()
        let starting = try FileLock(opening: layout.starting)
        guard try await starting.lock(.exclusive, within: options.lockLimit) else {
            throw lockTimeout()
        }
        defer { starting.unlock() }
        let life = try FileLock(opening: layout.life)
        let deadline = ContinuousClock.now + options.startLimit
        var orphans = OrphanedProcesses(of: layout.data)
        // Under this lock nobody else starts anything. What holds the life lock now is a server, what is left of a
        // killed one, or an initdb whose console was killed; each either becomes ready or goes.
        while !life.tryLock(.exclusive) {
            if let file = try PostmasterFile.read(in: layout.data.path), file.status == .ready, file.mayRun(layout.data)
            {
                return try found(as: server)
            }
            try orphans.end()
            guard ContinuousClock.now < deadline else {
                throw ClusterError(
                    .startTimeout,
                    "A server is on \(layout.data.path) that neither took connections nor ended within "
                        + "\(options.startLimit). See \(layout.log), then \"countersign cluster stop --force\".",
                    path: layout.log)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        var process: ServerProcess?
        do {
            return try await start(as: server, life: life, process: &process)
        } catch {
            // Unlocking frees the lock for all who inherited it. Where a server was launched, some of its processes may
            // outlive its first one, so that only the last of them may free it.
            if process == nil { life.unlock() }
            throw error
        }
    }

    /// A server that is ready already.
    private func found(as server: OperatingSystemUser) throws -> RunningServer {
        try? ServerLog.bound(layout.log, isWritten: true)
        let folder = try SocketFolder.recorded(by: layout, owner: server, pathLimit: options.socketPathLimit)
        guard let folder, try FileSystem.entry(folder.socket) != nil else {
            throw ClusterError(
                .socketMissing,
                "The server runs, but the socket that leads to it is gone. Stop it with "
                    + "\"countersign cluster stop --force\"; the next start makes a new one.",
                path: folder?.socket ?? layout.socketRecord)
        }
        return RunningServer(socketFolder: folder, isNew: false)
    }

    /// Starts the server, creating its databases first where there are none.
    ///
    /// Nothing else lives on them: the caller holds the life lock.
    private func start(
        as server: OperatingSystemUser, life: FileLock, process: inout ServerProcess?
    ) async throws -> RunningServer {
        try removeStaleFile()
        let (installation, isNew) = try await prepareData(as: server, life: life)
        let folder = try SocketFolder.prepared(for: layout, owner: server, pathLimit: options.socketPathLimit)
        // A killed server leaves both behind. PostgreSQL takes them for a living server's where the number in the lock
        // has gone to another process of that user, or to a zombie.
        try FileSystem.remove(folder.socket)
        try FileSystem.remove("\(folder.socket).lock")
        try FileSystem.replace(layout.rules, with: IdentityMap.rules, permissions: 0o640, group: server.groupID)
        let identities = IdentityMap.identities(kind: kind, invoker: layout.invoker, server: server)
        try FileSystem.replace(layout.identities, with: identities, permissions: 0o640, group: server.groupID)
        try ServerLog.bound(layout.log, isWritten: false)
        let log = try ServerLog(path: layout.log)
        let begin = ContinuousClock.now
        let launched = try await ServerProcess.launch(
            installation, on: layout.data, as: server, settings: settings(socketFolder: folder), log: log.path,
            life: life)
        process = launched
        try await launched.waitUntilReady(on: layout.data, log: log, within: options.startLimit)
        logger.info(
            "started the private server",
            metadata: [
                "folder": "\(layout.folder)", "version": "\(installation.version)",
                "took": "\(ContinuousClock.now - begin)",
            ])
        return RunningServer(socketFolder: folder, isNew: isNew)
    }

    /// Settings on the server's command line, where neither its files nor `alter system` can undo them.
    private func settings(socketFolder: SocketFolder) -> [(name: String, value: String)] {
        let folder = socketFolder.path.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"")
        var settings = [
            ("listen_addresses", ""), ("port", "\(SocketFolder.port)"), ("unix_socket_directories", "\"\(folder)\""),
            ("unix_socket_permissions", "0700"), ("unix_socket_group", ""), ("hba_file", layout.rules),
            ("ident_file", layout.identities), ("logging_collector", "off"),
            ("log_destination", "stderr"), ("fsync", options.isDurable ? "on" : "off"),
            ("full_page_writes", options.isDurable ? "on" : "off"),
        ]
        if !options.isDurable { settings.append(("synchronous_commit", "off")) }
        return settings
    }

    /// Removes the process file of a server that is gone.
    ///
    /// PostgreSQL does so itself unless the number in it has meanwhile gone to another process, as it easily does in a
    /// container that starts counting anew.
    private func removeStaleFile() throws {
        guard let file = try PostmasterFile.read(in: layout.data.path) else { return }
        guard !file.mayRun(layout.data) else {
            throw ClusterError(
                .startedElsewhere,
                "The process \(file.processIdentifier), which Countersign did not start, runs a server on "
                    + "\(layout.data.path). Stop it first, for example with \"pg_ctl stop -D \(layout.data.path)\".",
                path: layout.data.path)
        }
        logger.notice("removing the process file of a server that is gone", metadata: ["folder": "\(layout.folder)"])
        try FileSystem.remove(PostmasterFile.path(in: layout.data.path))
    }

    func lockTimeout() -> ClusterError {
        ClusterError(
            .lockTimeout,
            "Another process has been starting or stopping the server for longer than \(options.lockLimit). "
                + "See \(layout.log).", path: layout.starting)
    }
}
