// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
import Foundation
import Governance

/// A file that gets its name only when it is whole: written beside its place under another name, hashed on the way.
struct ExportFile: ~Copyable {
    let path: String
    private let draft: String
    private let descriptor: Int32
    private var hash = SHA256()
    private var isPublished = false

    /// Begins to write beside `path`.
    ///
    /// - Throws: `GovernanceError` (`invalid-input`) with words about what is in the way.
    init(at path: String) throws(GovernanceError) {
        self.path = path
        let folder = Self.folder(of: path)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        draft = "\(folder)/.\(name.prefix(100)).\(getpid())-\(UInt32.random(in: .min ... .max)).partial"
        descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("write into", folder, errno) }
    }

    deinit {
        close(descriptor)
        if !isPublished { unlink(draft) }
    }

    mutating func write(_ text: String) throws(GovernanceError) {
        var rest = Array(text.utf8)[...]
        hash.update(data: rest)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Self.failure("write", path, errno)
            }
        }
    }

    /// Lower-case hex SHA-256 of what was written so far.
    var sha256: String {
        hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Gives the file its name, once everything is on the disk; in place of another one only where that is wanted.
    mutating func publish(overwriting: Bool) throws(GovernanceError) {
        guard fsync(descriptor) == 0 else { throw Self.failure("write", path, errno) }
        if overwriting {
            guard rename(draft, path) == 0 else { throw Self.failure("replace", path, errno) }
        } else if link(draft, path) == 0 {
            unlink(draft)
        } else if errno == EEXIST {
            throw Self.taken(path)
        } else {
            // a file system without links to files: look, then rename
            guard access(path, F_OK) != 0 else { throw Self.taken(path) }
            guard rename(draft, path) == 0 else { throw Self.failure("write", path, errno) }
        }
        isPublished = true
    }

    // MARK: - Before anything is read

    /// Checks that a file can come to be at a path: its folder is there, and nothing that must stay is in its place.
    static func check(_ path: String, overwrites: Bool) throws(GovernanceError) {
        guard !path.isEmpty, path.utf8.count < 4_096, !path.utf8.contains(0), path.last != "/" else {
            throw GovernanceError(.invalidInput, "That is not the path of a file.")
        }
        var status = stat()
        guard stat(folder(of: path), &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw GovernanceError(.invalidInput, "There is no folder \(folder(of: path)).")
        }
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw GovernanceError(.invalidInput, "\(path) is there already and is no plain file.")
        }
        if !overwrites { throw taken(path) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func taken(_ path: String) -> GovernanceError {
        GovernanceError(
            .invalidInput, "\(path) is there already; :export! and --overwrite replace it, nothing else does.")
    }

    private static func failure(_ deed: String, _ path: String, _ number: Int32) -> GovernanceError {
        GovernanceError(.invalidInput, "Cannot \(deed) \(path): \(String(cString: strerror(number))).")
    }
}
