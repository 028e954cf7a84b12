// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Logging
import Synchronization

/// The console's log: lines at the end of a file, made with the first line and kept below a size.
///
/// What cannot be written is dropped: a full disk must not stop a console.
final class LogFile: Sendable {
    /// Above this the old lines are moved to `<path>.old`.
    static let sizeLimit: UInt64 = 4 * 1_024 * 1_024

    let path: String
    private let handle = Mutex<FileHandle?>(nil)

    init(path: String) {
        self.path = path
    }

    func write(_ line: String) {
        handle.withLock { handle in
            if handle == nil { handle = open() }
            try? handle?.write(contentsOf: Data((line + "\n").utf8))
        }
    }

    private func open() -> FileHandle? {
        let files = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        // The home itself is made by whoever makes the cluster, with the permissions that the server needs.
        if !files.fileExists(atPath: folder.path) {
            try? files.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        let size = (try? files.attributesOfItem(atPath: path))?[.size] as? UInt64
        if let size, size > Self.sizeLimit {
            try? files.removeItem(atPath: path + ".old")
            try? files.moveItem(atPath: path, toPath: path + ".old")
        }
        if !files.fileExists(atPath: path) {
            _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        let handle = FileHandle(forWritingAtPath: path)
        _ = try? handle?.seekToEnd()
        return handle
    }
}

/// Writes log entries as lines: time, level, message, metadata.
struct FileLogHandler: LogHandler {
    var logLevel: Logger.Level = .warning
    var metadata: Logger.Metadata = [:]
    let file: LogFile

    init(file: LogFile) {
        self.file = file
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        file.write("\(Timestamp.system().rfc3339) \(event.level) \(event.message)\(pairs)")
    }
}
