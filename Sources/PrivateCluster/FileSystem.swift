// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
package import Glibc
#elseif canImport(Musl)
package import Musl
#else
package import Darwin
#endif

/// The few file operations that a cluster needs, with the path in every error and no link followed unasked.
package enum FileSystem {
    /// What lies at a path, without following a link at its end.
    package struct Entry: Sendable {
        package enum Kind: Sendable {
            case folder
            case file
            case link
            case other
        }

        package let kind: Kind
        package let owner: uid_t
        package let group: gid_t
        /// The permission bits, the lowest twelve of `st_mode`.
        package let permissions: mode_t
        package let size: Int
    }

    /// What lies at a path; nil where nothing does.
    package static func entry(_ path: String) throws(ClusterError) -> Entry? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .systemCall(errno, "look at", path)
        }
        let kind: Entry.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: .folder
            case S_IFREG: .file
            case S_IFLNK: .link
            default: .other
            }
        return Entry(
            kind: kind, owner: status.st_uid, group: status.st_gid, permissions: status.st_mode & 0o7777,
            size: Int(status.st_size))
    }

    /// Creates one folder with exactly these permissions; it must not exist.
    package static func createFolder(
        _ path: String, permissions: mode_t, owner: OperatingSystemUser? = nil
    ) throws(ClusterError) {
        guard mkdir(path, permissions & 0o700) == 0 else { throw .systemCall(errno, "create the folder", path) }
        try setAccess(path, permissions: permissions, owner: owner)
    }

    /// Sets the owner, then the permissions, of a folder or file that is not a link.
    package static func setAccess(
        _ path: String, permissions: mode_t, owner: OperatingSystemUser? = nil
    ) throws(ClusterError) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .systemCall(errno, "open", path) }
        defer { close(descriptor) }
        if let owner, geteuid() == 0 {
            guard fchown(descriptor, owner.id, owner.groupID) == 0 else {
                throw .systemCall(errno, "change the owner of", path)
            }
        }
        guard fchmod(descriptor, permissions) == 0 else { throw .systemCall(errno, "change the permissions of", path) }
    }

    /// The text of a small file (64 KiB at most are read); nil where there is no such file.
    package static func text(of path: String) throws(ClusterError) -> String? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .systemCall(errno, "open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < 65_536 {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .systemCall(errno, "read", path)
            }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a folder, sorted, without `.` and `..`.
    package static func names(in folder: String) throws(ClusterError) -> [String] {
        guard let stream = opendir(folder) else { throw .systemCall(errno, "list", folder) }
        defer { closedir(stream) }
        var names: [String] = []
        while let item = readdir(stream) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
