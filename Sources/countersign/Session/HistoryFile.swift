// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// The lines of the command line that outlive a session, for their owner alone.
///
/// Several consoles share the file: each adds its line to what is there then. What cannot be read or written is left:
/// a full disk must not stop a console.
struct HistoryFile: Sendable {
    /// Lines that are kept; the oldest go first.
    static let lineLimit = 200
    static let sizeLimit = 64 * 1024

    let path: String

    /// The lines, oldest first.
    func lines() -> [String] {
        guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: Self.sizeLimit), let text = String(data: data, encoding: .utf8)
        else { return [] }
        // Whoever edits the file by hand must not steer a terminal by it.
        return text.split(separator: "\n").map(String.init).filter { !$0.contains { $0.isASCII && $0 < " " } }
            .suffix(Self.lineLimit)
    }

    /// Adds a line at the end and takes out the same line before it; the file is whole at every moment.
    func add(_ line: String) {
        guard !line.isEmpty, !line.contains("\n") else { return }
        var kept = lines().filter { $0 != line } + [line]
        kept.removeFirst(max(0, kept.count - Self.lineLimit))
        while kept.reduce(0, { $0 + $1.utf8.count + 1 }) > Self.sizeLimit { kept.removeFirst() }
        write(kept.joined(separator: "\n") + "\n")
    }

    private func write(_ text: String) {
        let files = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        // The home itself is made by whoever makes the cluster, with the permissions that the server needs; where there
        // is none yet, others may pass through as they would then.
        try? files.createDirectory(
            at: folder.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        try? files.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let other = path + ".\(getpid()).\(UInt32.random(in: 0 ... .max))"
        guard
            files.createFile(
                atPath: other, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { return }
        if rename(other, path) != 0 { try? files.removeItem(atPath: other) }
    }
}
