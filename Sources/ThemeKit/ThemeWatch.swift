// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// Notices that the files of a theme in use were changed.
///
/// A look costs one `stat` for each file, and reads nothing while nothing changed. Editors that write a new file and
/// rename it over the old one are noticed too, since the inode is part of what is compared.
public struct ThemeWatch: Sendable {
    /// What tells one state of a file from another.
    private struct Stamp: Sendable, Hashable {
        var modified: Date
        var size: UInt64
        var inode: UInt64
    }

    /// How often a file may be missing before that counts as a change: while it is being replaced it may be gone.
    private static let patience = 2

    private let library: ThemeLibrary
    private let name: String
    private var files: [String]
    private var stamps: [String: Stamp]
    private var absences = 0

    /// Watches the files that `loaded` came from; the compiled-in theme has none.
    ///
    /// - Parameters:
    ///   - loaded: the theme in use.
    ///   - name: what it was loaded by, a name or a path.
    ///   - library: where it was loaded from.
    public init(_ loaded: LoadedTheme, named name: String, in library: ThemeLibrary) {
        self.library = library
        self.name = name
        files = loaded.files
        stamps = Self.stamps(of: loaded.files)
    }

    /// Whether there is anything that could change.
    public var isIdle: Bool { files.isEmpty }

    /// Looks at the files, and reads the theme anew where one of them changed.
    ///
    /// - Returns: the theme as it is now, or what is wrong with it; nil while nothing changed. Each change is told once.
    public mutating func look() -> Result<LoadedTheme, ThemeError>? {
        let now = Self.stamps(of: files)
        guard now != stamps else {
            absences = 0
            return nil
        }
        if now.count < files.count {
            absences += 1
            guard absences >= Self.patience else { return nil }
        }
        absences = 0
        stamps = now
        do throws(ThemeError) {
            let loaded = try library.load(name)
            if loaded.files != files {
                files = loaded.files
                stamps = Self.stamps(of: files)
            }
            return .success(loaded)
        } catch {
            return .failure(error)
        }
    }

    private static func stamps(of files: [String]) -> [String: Stamp] {
        var stamps: [String: Stamp] = [:]
        for file in files {
            let target = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
            guard let facts = try? FileManager.default.attributesOfItem(atPath: target),
                let modified = facts[.modificationDate] as? Date
            else { continue }
            stamps[file] = Stamp(
                modified: modified, size: (facts[.size] as? NSNumber)?.uint64Value ?? 0,
                inode: (facts[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0)
        }
        return stamps
    }
}
