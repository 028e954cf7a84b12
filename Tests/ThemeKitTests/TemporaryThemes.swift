// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import ThemeKit

/// A folder with theme files that goes when nobody needs it any more.
final class TemporaryThemes {
    let folder: String

    init(_ files: [String: String]) throws {
        folder = NSTemporaryDirectory() + "countersign-themes-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var library: ThemeLibrary { ThemeLibrary(folders: [folder]) }
}
