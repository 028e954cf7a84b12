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
    /// Finds the installation that the databases need, creating them first where there are none.
    func prepareData(
        as server: OperatingSystemUser, life: FileLock
    ) async throws -> (installation: PostgresInstallation, isNew: Bool) {
        try removeDrafts(of: server)
        if let entry = try FileSystem.entry(layout.data.path) {
            try check(entry, server: server)
            if let major = try layout.data.majorVersion() {
                return (try await installation(of: major), false)
            }
            guard try FileSystem.names(in: layout.data.path).isEmpty else {
                throw ClusterError(
                    .foreignFolder,
                    "\(layout.data.path) holds files but no PostgreSQL databases (there is no PG_VERSION). Nothing was "
                        + "changed. Move them away, or choose another place with COUNTERSIGN_HOME.",
                    path: layout.data.path)
            }
        }
        let installation = try await search.newest()
        try await create(with: installation, as: server, life: life)
        return (installation, true)
    }

    /// Creates the databases aside and moves them into place, so that `data` is whole or absent at every moment.
    private func create(
        with installation: PostgresInstallation, as server: OperatingSystemUser, life: FileLock
    ) async throws {
        let begin = ContinuousClock.now
        let name = layout.draftPrefix + String(UInt64.random(in: .min ... .max), radix: 36)
        let draft = DataFolder(path: "\(layout.folder)/\(name)")
        try FileSystem.createFolder(draft.path, permissions: 0o700, owner: server)
        do {
            try await draft.initialise(with: installation, as: server, isDurable: options.isDurable, life: life)
            try FileSystem.append(Self.defaults, to: "\(draft.path)/postgresql.conf")
            guard rename(draft.path, layout.data.path) == 0 else {
                throw ClusterError.systemCall(errno, "move into place", draft.path)
            }
            try FileSystem.synchronise(folder: layout.folder)
        } catch {
            try? FileSystem.removeTree(draft.path)
            throw error
        }
        logger.info(
            "created the databases",
            metadata: ["folder": "\(layout.folder)", "took": "\(ContinuousClock.now - begin)"])
    }

    /// Removes what a killed initdb left; none runs, since the caller holds the life lock.
    private func removeDrafts(of server: OperatingSystemUser) throws {
        for name in try FileSystem.names(in: layout.folder) where name.hasPrefix(layout.draftPrefix) {
            logger.notice("removing a half-made data folder", metadata: ["name": "\(name)"])
            try FileSystem.removeTree("\(layout.folder)/\(name)")
        }
    }

    private func check(_ entry: FileSystem.Entry, server: OperatingSystemUser) throws {
        guard entry.kind == .folder else {
            throw ClusterError(
                .foreignFolder, "\(layout.data.path) is not a folder. Nothing was changed.", path: layout.data.path)
        }
        guard entry.owner == server.id else {
            let owner = OperatingSystemUser.numbered(entry.owner)?.name ?? "user number \(entry.owner)"
            throw ClusterError(
                .wrongOwner,
                "\(layout.data.path) belongs to \(owner), and the server runs as \(server.name). Nothing was changed.",
                path: layout.data.path)
        }
    }

    /// The installation of one major version, which alone can read databases of that version.
    private func installation(of major: Int) async throws -> PostgresInstallation {
        let all = try await search.installations()
        if let match = all.first(where: { $0.majorVersion == major }) {
            guard major >= PostgresInstallation.oldestMajorVersion else {
                throw otherMajorVersion(
                    major, "Countersign needs PostgreSQL \(PostgresInstallation.oldestMajorVersion) or later")
            }
            return match
        }
        let versions = all.map(\.version).joined(separator: ", ")
        throw otherMajorVersion(
            major, all.isEmpty ? "no PostgreSQL was found here" : "the installed version is \(versions)")
    }

    private func otherMajorVersion(_ major: Int, _ reason: String) -> ClusterError {
        let package = PostgresSearch.installCommand("postgresql-\(major)")
        return ClusterError(
            .otherMajorVersion,
            "The databases in \(layout.data.path) were made by PostgreSQL \(major), and \(reason). They were not "
                + "touched. Install that version with \"\(package)\" (or name its program folder with "
                + "\(PostgresSearch.variable)), or bring the databases to a newer one with pg_upgrade.",
            path: layout.data.path)
    }

    /// What a new cluster begins with; its owner may change it.
    private static let defaults = """

        # Countersign's defaults; change them here or with "alter system".
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_line_prefix = '%m [%p] %q%u@%d '
        log_checkpoints = off
        jit = off
        cluster_name = 'countersign'

        """
}
