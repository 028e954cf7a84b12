// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Foundation
import Synchronization

/// The console's log: lines at the end of a private file that is kept below a size, by any number of consoles at once.
///
/// A line is one `write` to a file that is open for appending, so lines of several consoles never mix. When the file is
/// full it becomes `.1`, what was `.1` becomes `.2`, and what is older goes; whoever does so holds a lock on the file, and
/// everybody else notices that the name means another file now. What cannot be written is dropped: a full disk must not
/// stop a console.
final class LogFile: Sendable {
    /// How much is kept.
    struct Limits: Sendable, Hashable {
        /// Bytes of one file.
        var size = 1 << 20
        /// Files in all, the one that is written to included.
        var files = 3
        /// Bytes of one line; more is cut.
        var line = 16 << 10
    }

    let path: String
    private let limits: Limits
    /// The open file; -1 before the first line.
    private let descriptor = Mutex<Int32>(-1)

    init(path: String, limits: Limits = Limits()) {
        self.path = path
        self.limits = limits
    }

    deinit {
        descriptor.withLock { if $0 >= 0 { close($0) } }
    }

    /// The files that the log may consist of, the newest first.
    var paths: [String] { (0..<limits.files).map { $0 == 0 ? path : "\(path).\($0)" } }

    /// Adds a line. What it hides is shown, and what looks like a secret is left out.
    func write(_ line: String) {
        let shown = DisplayText(Redaction.redacted(line)).description
        let bytes = Array(shown.utf8.prefix(limits.line)) + [UInt8(ascii: "\n")]
        descriptor.withLock { descriptor in
            if !isCurrent(descriptor) { reopen(&descriptor) }
            guard descriptor >= 0 else { return }
            if isFull(descriptor, adding: bytes.count) { rotate(&descriptor) }
            guard descriptor >= 0 else { return }
            _ = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    private func reopen(_ descriptor: inout Int32) {
        if descriptor >= 0 { close(descriptor) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        // The home itself is made by whoever makes the cluster, with the permissions that the server needs.
        mkdir(folder, 0o700)
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor >= 0 { fchmod(descriptor, 0o600) }
    }

    /// Whether the path still means the open file; another console may have rotated it, or somebody removed it.
    private func isCurrent(_ descriptor: Int32) -> Bool {
        var own = stat()
        var named = stat()
        return descriptor >= 0 && fstat(descriptor, &own) == 0 && lstat(path, &named) == 0
            && own.st_ino == named.st_ino && own.st_dev == named.st_dev
    }

    private func isFull(_ descriptor: Int32, adding count: Int) -> Bool {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_size > 0 else { return false }
        return Int(facts.st_size) + count > limits.size
    }

    private func rotate(_ descriptor: inout Int32) {
        // A console that is stopped while it rotates must not stop the others: they write on meanwhile.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        if isCurrent(descriptor) {
            for index in stride(from: limits.files - 1, to: 0, by: -1) {
                rename(paths[index - 1], paths[index])
            }
            if limits.files == 1 { unlink(path) }
        }
        // Closing gives the lock back.
        reopen(&descriptor)
    }
}
