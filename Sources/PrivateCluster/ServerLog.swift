// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a server writes, and where this start's part of it begins.
package struct ServerLog: Sendable {
    package let path: String
    private let start: Int

    /// Remembers where the log ends now.
    package init(path: String) throws(ClusterError) {
        self.path = path
        self.start = try FileSystem.entry(path)?.size ?? 0
    }

    /// What was written since, the last 16 KiB at most.
    package func text() throws(ClusterError) -> String {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return "" }
            throw .systemCall(errno, "open", path)
        }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        var bytes = [UInt8](repeating: 0, count: min(max(size - start, 0), 16_384))
        let count = pread(descriptor, &bytes, bytes.count, off_t(size - bytes.count))
        guard count >= 0 else { throw .systemCall(errno, "read", path) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The error for a server that ended at its start, in its own words.
    func startFailure(termination: String) -> ClusterError {
        let text = (try? text()) ?? ""
        let words = text.split(separator: "\n").filter { $0.contains("FATAL:") || $0.contains("PANIC:") }
        let said = words.isEmpty ? text.split(separator: "\n").suffix(3) : words.suffix(3)
        let reason = said.isEmpty ? "it said nothing (\(termination))" : said.joined(separator: " ")
        let isFull = reason.contains("No space left on device")
        return ClusterError(
            isFull ? .diskFull : .startFailed, "The PostgreSQL server did not start: \(reason). Its log is \(path).",
            path: path)
    }
}

extension ServerLog {
    /// From this size on a log is rotated, in bytes.
    static let sizeLimit = 4 * 1_048_576

    /// Keeps a log from growing for ever: a big one becomes `server.log.1`, in place of an older one.
    ///
    /// - Parameters:
    ///   - path: The log.
    ///   - isWritten: Whether a server has the file open. Then its end is copied and the file emptied, which works since
    ///     the server appends; a line written in between is lost.
    /// - Throws: The file error.
    static func bound(_ path: String, isWritten: Bool) throws(ClusterError) {
        guard let entry = try FileSystem.entry(path), entry.size > sizeLimit else { return }
        let old = "\(path).1"
        guard isWritten else {
            guard rename(path, old) == 0 else { throw .systemCall(errno, "rotate", path) }
            return
        }
        let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .systemCall(errno, "open", path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: sizeLimit / 4)
        let count = pread(descriptor, &bytes, bytes.count, off_t(entry.size - bytes.count))
        guard count >= 0 else { throw .systemCall(errno, "read", path) }
        let end = String(decoding: bytes.prefix(count), as: UTF8.self)
        try FileSystem.replace(old, with: end, permissions: 0o600)
        guard ftruncate(descriptor, 0) == 0 else { throw .systemCall(errno, "rotate", path) }
    }
}
