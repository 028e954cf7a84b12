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
