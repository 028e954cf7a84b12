// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
public import Glibc
#elseif canImport(Musl)
public import Musl
#else
public import Darwin
#endif

/// How a private cluster is doing, as far as one can tell without joining its users.
public struct ClusterStatus: Sendable, Hashable {
    /// How far the server is.
    public enum State: String, Sendable, Hashable {
        /// There is no cluster yet.
        case absent
        /// The databases are there, no server runs.
        case stopped
        /// The server is on its way up, or its databases are being created.
        case starting
        /// The server takes connections.
        case running
        /// The server is on its way down, or what is left of a killed one.
        case stopping
    }

    /// How far the server is.
    public let state: State
    /// The folder of the cluster.
    public let folder: String
    /// The server's first process, where it is known.
    public let processIdentifier: pid_t?
    /// The major version of PostgreSQL that the databases belong to.
    public let majorVersion: Int?
    /// Whether the server stays when its last user leaves.
    public let isKept: Bool
    /// How many leases are open, this process's included; nil where the system does not tell.
    public let users: Int?
    /// The folder of the socket while the server runs.
    public let socketFolder: String?
    /// What the server writes.
    public let logPath: String
}

extension PrivateCluster {
    /// How the cluster is doing; changes and starts nothing.
    ///
    /// - Returns: The state at this moment.
    /// - Throws: `ClusterError` where the folder is not ours or cannot be read.
    public func status() throws -> ClusterStatus {
        let exists = try layout.check()
        let server = try OperatingSystemUser.forServer()
        let file = exists ? try PostmasterFile.read(in: layout.data.path) : nil
        let state = try exists ? state(file) : .absent
        let isUp = state == .running
        return ClusterStatus(
            state: state, folder: layout.folder, processIdentifier: state == .stopped ? nil : file?.processIdentifier,
            majorVersion: exists ? try layout.data.majorVersion() : nil,
            isKept: try exists && FileSystem.entry(layout.keep) != nil,
            users: exists ? FileLock.holders(of: layout.users) : 0,
            socketFolder: isUp
                ? try SocketFolder.recorded(by: layout, owner: server, pathLimit: options.socketPathLimit)?.path : nil,
            logPath: layout.log)
    }

    private func state(_ file: PostmasterFile?) throws -> ClusterStatus.State {
        if try isIdle() { return try layout.data.majorVersion() == nil ? .absent : .stopped }
        guard let file else { return .starting }
        guard file.mayRun(layout.data) else { return .stopping }
        switch file.status {
        case .ready: return .running
        case .stopping: return .stopping
        default: return .starting
        }
    }
}

extension FileLock {
    /// How many open files hold a lock on a file, where the system tells (Linux, proc_locks(5)).
    static func holders(of path: String) -> Int? {
        #if os(Linux)
        var status = stat()
        guard stat(path, &status) == 0, let device = device(below: path),
            let locks = try? FileSystem.text(of: "/proc/locks")
        else { return nil }
        return holders(of: UInt64(status.st_ino), on: device, in: locks)
        #else
        nil
        #endif
    }

    #if os(Linux)
    /// Counts the lines "1: FLOCK  ADVISORY  READ 4242 fe:00:1048602 0 EOF" of a file: its device's numbers in hex, then
    /// its inode, which files on other devices have too. A line with "->" waits for the lock above it. The device is
    /// given as mountinfo writes it, in decimal.
    static func holders(of inode: UInt64, on device: Substring, in locks: String) -> Int {
        let numbers = device.split(separator: ":").map { UInt64($0) }
        return locks.split(separator: "\n").count { line in
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] == "FLOCK" else { return false }
            let parts = fields[5].split(separator: ":")
            return parts.count == 3 && parts[..<2].map { UInt64($0, radix: 16) } == numbers && UInt64(parts[2]) == inode
        }
    }

    /// The device of the file system that a file lies on, e.g. "254:0". `stat` tells another one where the file system
    /// has several within itself, as btrfs and overlays do (proc_pid_fdinfo(5), proc_pid_mountinfo(5)).
    private static func device(below path: String) -> Substring? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let mark = "mnt_id:"
        guard let facts = try? FileSystem.text(of: "/proc/self/fdinfo/\(descriptor)"),
            let mount = facts.split(separator: "\n").first(where: { $0.hasPrefix(mark) })?
                .dropFirst(mark.count).split(whereSeparator: { $0 == " " || $0 == "\t" }).first,
            let mounts = try? FileSystem.text(of: "/proc/self/mountinfo")
        else { return nil }
        let fields = mounts.split(separator: "\n").lazy.map { $0.split(separator: " ") }
        return fields.first { $0.count > 2 && $0[0] == mount }?[2]
    }
    #endif
}
