// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// Finds the files that paths mean: a file itself, or what lies in a folder and below it, sorted by name.
///
/// In folders it takes `*.json`, `*.jsonl`, `*.ndjson`, the same with `.gz`, and names without an extension (whose
/// content decides); links to folders are not followed, so no walk is endless. Hidden files, everything else and the
/// digest files that CloudTrail puts beside its logs are left out and counted.
struct LogFileFinder {
    struct File: Sendable, Hashable {
        var path: String
        /// Whether the name promises records: then content of another kind is an error, else it is passed over.
        var isExpected: Bool
    }

    private(set) var files: [File] = []
    /// Files in the folders that were passed over.
    private(set) var ignored = 0
    private(set) var problems: [ImportProblem] = []

    private static let extensions = ["json", "jsonl", "ndjson"]

    init(paths: [String]) {
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                problems.append(ImportProblem(file: path, message: "There is no such file or folder."))
                continue
            }
            if isFolder.boolValue {
                walk(path)
            } else {
                files.append(File(path: path, isExpected: true))
            }
        }
    }

    private mutating func walk(_ folder: String) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            problems.append(ImportProblem(file: folder, message: "The folder cannot be read."))
            return
        }
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            if kind == .typeDirectory {
                walk(path)
            } else if Self.isRegularFile(path) {
                add(name: name, path: path)
            } else {
                // A pipe, or a link to one, would keep the import waiting for whoever writes there.
                ignored += 1
            }
        }
    }

    /// Whether a path leads to a regular file, through links.
    private static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private mutating func add(name: String, path: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { $0.lowercased() }
        let end = parts.last == "gz" ? parts.dropLast() : parts[...]
        if name.hasPrefix(".") || name.contains("_CloudTrail-Digest_") {
            ignored += 1
        } else if end.count > 1, let last = end.last, Self.extensions.contains(last) {
            files.append(File(path: path, isExpected: true))
        } else if parts.count == 1 {
            files.append(File(path: path, isExpected: false))
        } else {
            ignored += 1
        }
    }
}
