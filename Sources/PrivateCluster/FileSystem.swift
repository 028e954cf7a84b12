// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
package import Glibc
#elseif canImport(Musl)
package import Musl
#else
package import Darwin
#endif

#if canImport(Darwin)
private typealias FolderStream = UnsafeMutablePointer<DIR>
#else
private typealias FolderStream = OpaquePointer
#endif

// `FileSystem.write` hides the system call of that name.
private func writeBytes(_ descriptor: CInt, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, start, count)
}

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
        guard mkdir(path, 0o700) == 0 else { throw .systemCall(errno, "create the folder", path) }
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

    /// The text of a file, of which about `limit` bytes are read at most; nil where there is no such file.
    package static func text(of path: String, limit: Int = 65_536) throws(ClusterError) -> String? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .systemCall(errno, "open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < limit {
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
        return names(from: stream).sorted()
    }

    private static func names(from stream: FolderStream) -> [String] {
        var names: [String] = []
        while let item = readdir(stream) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

extension FileSystem {
    /// Replaces a file's text in one step: whoever reads it sees the old text or the new one.
    ///
    /// Where that fails, on a full disk for one, the old text stays and the draft is taken away again.
    package static func replace(
        _ path: String, with text: String, permissions: mode_t, group: gid_t? = nil, draft: String? = nil
    ) throws(ClusterError) {
        let draft = draft ?? "\(path).new"
        guard unlink(draft) == 0 || errno == ENOENT else { throw .systemCall(errno, "remove", draft) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .systemCall(errno, "create", draft) }
        defer { close(descriptor) }
        do throws(ClusterError) {
            try complete(draft, descriptor, with: text, permissions: permissions, group: group)
            guard rename(draft, path) == 0 else { throw .systemCall(errno, "replace", path) }
        } catch {
            unlink(draft)
            throw error
        }
    }

    private static func complete(
        _ draft: String, _ descriptor: CInt, with text: String, permissions: mode_t, group: gid_t?
    ) throws(ClusterError) {
        try write(text, to: descriptor, path: draft)
        if let group, geteuid() == 0 {
            guard fchown(descriptor, 0, group) == 0 else { throw .systemCall(errno, "change the group of", draft) }
        }
        guard fchmod(descriptor, permissions) == 0 else { throw .systemCall(errno, "change the permissions of", draft) }
        guard fsync(descriptor) == 0 else { throw .systemCall(errno, "write", draft) }
    }

    /// Appends to an existing file and waits until it is on disk.
    package static func append(_ text: String, to path: String) throws(ClusterError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .systemCall(errno, "open", path) }
        defer { close(descriptor) }
        try write(text, to: descriptor, path: path)
        guard fsync(descriptor) == 0 else { throw .systemCall(errno, "write", path) }
    }

    /// Waits until a folder's list of names is on disk.
    package static func synchronise(folder: String) throws(ClusterError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .systemCall(errno, "open", folder) }
        defer { close(descriptor) }
        // Some file systems cannot do this for folders and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .systemCall(errno, "write", folder) }
    }

    /// Removes a file, if it is there.
    package static func remove(_ path: String) throws(ClusterError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .systemCall(errno, "remove", path) }
    }

    /// Removes a folder and all in it, following no link; what vanishes meanwhile is no error.
    ///
    /// Each step opens the folder it works in without following links and goes on relative to it, so that nobody who
    /// owns a folder inside can lead the removal elsewhere.
    package static func removeTree(_ path: String) throws(ClusterError) {
        try removeTree(named: path, in: AT_FDCWD, path: path)
    }

    private static func removeTree(named name: String, in parent: CInt, path: String) throws(ClusterError) {
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            guard errno == ENOTDIR || errno == ELOOP else { throw .systemCall(errno, "open", path) }
            guard unlinkat(parent, name, 0) == 0 || errno == ENOENT else { throw .systemCall(errno, "remove", path) }
            return
        }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw .systemCall(errno, "list", path)
        }
        defer { closedir(stream) }
        for item in names(from: stream) {
            try removeTree(named: item, in: descriptor, path: "\(path)/\(item)")
        }
        guard unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw .systemCall(errno, "remove", path)
        }
    }

    /// The place a path leads to once every link is followed; nil where there is none.
    package static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func write(_ text: String, to descriptor: CInt, path: String) throws(ClusterError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .systemCall(errno, "write", path)
            }
            rest = rest.dropFirst(count)
        }
    }
}
