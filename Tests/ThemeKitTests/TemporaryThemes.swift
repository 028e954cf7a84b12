// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// Writes theme files into folders, one for each element, and removes them afterwards.
func withThemes<Result>(_ folders: [String: String]..., body: ([String]) throws -> Result) throws -> Result {
    let root = NSTemporaryDirectory() + "countersign-themes-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    let paths = folders.indices.map { root + "/\($0)" }
    for (path, files) in zip(paths, folders) {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
        }
    }
    return try body(paths)
}
