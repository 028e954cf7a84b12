// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension ClusterLayout {
    /// Whether the cluster's folder is there, after checking that it is one of ours and that we can read its format.
    ///
    /// - Throws: `ClusterError` codes `foreignFolder`, `wrongOwner`, `newerFormat`, `fileAccess`.
    func check() throws(ClusterError) -> Bool {
        guard let entry = try FileSystem.entry(folder) else { return false }
        guard entry.kind == .folder else {
            throw ClusterError(
                .foreignFolder,
                "\(folder) is not a folder. Move it away, or choose another place with COUNTERSIGN_HOME.",
                path: folder)
        }
        guard entry.owner == invoker.id else {
            let owner = OperatingSystemUser.numbered(entry.owner)?.name ?? "user number \(entry.owner)"
            throw ClusterError(
                .wrongOwner,
                "\(folder) belongs to \(owner), and this runs as \(invoker.name). Run it as \(owner), or choose "
                    + "another place with COUNTERSIGN_HOME.", path: folder)
        }
        guard let text = try FileSystem.text(of: formatFile) else {
            // A folder that was just made is empty, or holds drafts of the format file.
            let names = try FileSystem.names(in: folder).filter { !$0.hasPrefix("format.new-") }
            if names.isEmpty { return false }
            // Another process may have come between the two looks.
            if names.contains("format") { return try check() }
            throw ClusterError(
                .foreignFolder,
                "\(folder) holds files that Countersign did not make (\(names.prefix(3).joined(separator: ", "))). "
                    + "Nothing was changed. Move them away, or choose another place with COUNTERSIGN_HOME.",
                path: folder)
        }
        guard let version = Int(text.prefix(while: \.isNumber)), version >= 1 else {
            throw ClusterError(
                .foreignFolder, "\(formatFile) does not hold the number of a format. Nothing was changed.",
                path: formatFile)
        }
        guard version <= Self.format else {
            throw ClusterError(
                .newerFormat,
                "\(folder) was laid out by a newer Countersign (format \(version), this one knows \(Self.format)). "
                    + "Use that version; nothing was changed.", path: folder)
        }
        return true
    }

    /// Creates what is missing of the home and the cluster's folder, and checks that the server's user can get there.
    func prepare(for server: OperatingSystemUser) throws(ClusterError) {
        try prepareHome(for: server)
        if try check() { return }
        // A folder for passing through: its parts have permissions of their own, and its names cannot be listed.
        let permissions: mode_t = server.id == invoker.id ? 0o700 : 0o711
        if try FileSystem.entry(folder) == nil {
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw .systemCall(errno, "create the folder", folder) }
        }
        try FileSystem.setAccess(folder, permissions: permissions)
        // Nothing is locked yet, so each process writes a draft of its own.
        let draft = "\(formatFile).new-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        try FileSystem.replace(formatFile, with: "\(Self.format)\n", permissions: 0o600, draft: draft)
        try FileSystem.synchronise(folder: home)
    }

    private func prepareHome(for server: OperatingSystemUser) throws(ClusterError) {
        var missing: [String] = []
        var path = home
        while path != "/", try entryFollowingLinks(path) == nil {
            missing.append(path)
            path = Self.parent(of: path)
        }
        let isShared = server.id != invoker.id
        for folder in missing.reversed() {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw .systemCall(errno, "create the folder", folder)
            }
            if isShared { try FileSystem.setAccess(folder, permissions: folder == home ? 0o711 : 0o755) }
        }
        guard isShared else { return }
        if try blocks(home, server), try FileSystem.entry(home)?.owner == invoker.id,
            try FileSystem.names(in: home).allSatisfy({ $0 == Self.logFolder })
        {
            // An empty folder made for us, as by mktemp -d: others may pass through it, not look into it. The console's
            // log may be there first; that folder is closed to others.
            try FileSystem.setAccess(home, permissions: 0o711)
        }
        try checkReach(for: server)
    }

    /// Finds the folder on the way to the home that keeps the server's user out.
    private func checkReach(for server: OperatingSystemUser) throws(ClusterError) {
        guard var path = FileSystem.realPath(home) else { throw .systemCall(errno, "find", home) }
        var way = [path]
        while path != "/" {
            path = Self.parent(of: path)
            way.append(path)
        }
        for folder in way.reversed() where try blocks(folder, server) {
            throw ClusterError(
                .homeUnreachable,
                "The server runs as the user \(server.name), who may not pass through \(folder) to reach \(home). "
                    + "Either allow it with \"chmod o+x \(folder)\", or choose another place with COUNTERSIGN_HOME.",
                path: folder)
        }
    }

    /// Whether a folder keeps a user out who has none of root's rights.
    private func blocks(_ folder: String, _ user: OperatingSystemUser) throws(ClusterError) -> Bool {
        guard let entry = try entryFollowingLinks(folder) else { return false }
        if entry.st_uid == user.id { return entry.st_mode & 0o100 == 0 }
        // The permission of a group would help the server but not the connections that root opens in that user's name,
        // since they keep root's groups.
        return entry.st_mode & 0o001 == 0
    }

    private func entryFollowingLinks(_ path: String) throws(ClusterError) -> stat? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .systemCall(errno, "look at", path)
        }
        return status
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
