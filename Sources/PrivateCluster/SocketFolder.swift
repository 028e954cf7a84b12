// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The private folder of the server's socket.
///
/// It is `socket` in the cluster's folder. Where that path is too long for a socket's address, or holds a comma, which
/// libpq takes for the end of a host's name, it is a folder with a random name in `/tmp`, which the cluster's folder
/// records. (The user's runtime folder would do too, but it vanishes at logout, and a server may outlive that.)
package struct SocketFolder: Sendable, Hashable {
    /// The longest path that fits a socket's address, without the final zero byte.
    package static let systemPathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
    /// The number in the socket's name; nothing listens on a port.
    static let port = 5_432

    let path: String
    /// Whether the folder lies outside the cluster's.
    let isElsewhere: Bool

    /// The socket file in the folder.
    var socket: String { "\(path)/.s.PGSQL.\(Self.port)" }

    /// The folder in use, if there is one and it is sound.
    static func recorded(
        by layout: ClusterLayout, owner: OperatingSystemUser, pathLimit: Int
    ) throws(ClusterError) -> SocketFolder? {
        let usual = usual(in: layout)
        let folder: SocketFolder
        if usual.fits(pathLimit) {
            folder = usual
        } else {
            guard let record = try FileSystem.text(of: layout.socketRecord), record.hasPrefix("/"),
                record.hasSuffix("\n")
            else { return nil }
            folder = SocketFolder(path: String(record.dropLast()), isElsewhere: true)
        }
        guard let entry = try FileSystem.entry(folder.path), entry.kind == .folder, entry.owner == owner.id,
            entry.permissions & 0o077 == 0
        else { return nil }
        return folder
    }

    /// The folder in use, or a new one; only for whoever is about to start the server.
    static func prepared(
        for layout: ClusterLayout, owner: OperatingSystemUser, pathLimit: Int
    ) throws(ClusterError) -> SocketFolder {
        if let folder = try recorded(by: layout, owner: owner, pathLimit: pathLimit) { return folder }
        let usual = usual(in: layout)
        if usual.fits(pathLimit) {
            if try FileSystem.entry(usual.path) == nil {
                try FileSystem.createFolder(usual.path, permissions: 0o700, owner: owner)
            } else {
                try FileSystem.setAccess(usual.path, permissions: 0o700, owner: owner)
            }
            return usual
        }
        let name = "countersign-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let folder = SocketFolder(path: "/tmp/\(name)", isElsewhere: true)
        guard folder.fits(pathLimit) else {
            throw ClusterError(
                .fileAccess, "No folder with a path short enough for a socket was found (tried \(folder.path)).",
                path: folder.path)
        }
        // The record comes first: a folder that nobody knows of would stay for ever.
        try FileSystem.replace(layout.socketRecord, with: folder.path + "\n", permissions: 0o600)
        try FileSystem.createFolder(folder.path, permissions: 0o700, owner: owner)
        return folder
    }

    /// Removes a folder that lies elsewhere, once the server is gone.
    static func removeElsewhere(of layout: ClusterLayout, owner: OperatingSystemUser) throws(ClusterError) {
        guard let folder = try recorded(by: layout, owner: owner, pathLimit: 0), folder.isElsewhere else { return }
        // The server leaves these behind only when it is killed.
        try FileSystem.remove(folder.socket)
        try FileSystem.remove("\(folder.socket).lock")
        guard rmdir(folder.path) == 0 || errno == ENOENT else {
            throw .systemCall(errno, "remove the folder", folder.path)
        }
        try FileSystem.remove(layout.socketRecord)
    }

    private static func usual(in layout: ClusterLayout) -> SocketFolder {
        SocketFolder(path: "\(layout.folder)/socket", isElsewhere: false)
    }

    private func fits(_ limit: Int) -> Bool { socket.utf8.count <= limit && !path.contains(",") }
}
