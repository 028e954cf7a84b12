// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Notices that the files of a theme in use were changed.
///
/// A look costs one `stat` for each file, and reads nothing while nothing changed. Editors that write a new file and
/// rename it over the old one are noticed too, since the inode is part of what is compared.
public struct ThemeWatch: Sendable {
    /// What tells one state of a file from another.
    private struct Stamp: Sendable, Hashable {
        var seconds: Int
        var nanoseconds: Int
        var size: Int64
        var inode: UInt64

        /// The file that a path leads to now; nil where there is none.
        init?(path: String) {
            var facts = stat()
            guard stat(path, &facts) == 0 else { return nil }
            #if canImport(Darwin)
            let modified = facts.st_mtimespec
            #else
            let modified = facts.st_mtim
            #endif
            seconds = modified.tv_sec
            nanoseconds = modified.tv_nsec
            size = Int64(facts.st_size)
            inode = UInt64(facts.st_ino)
        }
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
        for file in files { stamps[file] = Stamp(path: file) }
        return stamps
    }
}
