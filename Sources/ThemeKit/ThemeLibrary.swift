// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// Where themes lie, and how they are read.
public struct ThemeLibrary: Sendable, Hashable {
    /// A theme that can be loaded by its name.
    public struct Entry: Sendable, Hashable {
        public let name: String
        /// Nil for the compiled-in theme.
        public let file: String?
    }

    /// What reading a theme brings to light besides the theme.
    private struct Reading {
        var warnings: [ThemeError] = []
        /// The theme's file, then those that it inherits from.
        var files: [String] = []
    }

    /// How many themes may inherit from one another.
    private static let inheritanceLimit = 8

    /// Folders with `NAME.yaml` files; an earlier one wins.
    public let folders: [String]

    public init(folders: [String]) {
        self.folders = folders
    }

    /// The folders of this installation, in the order in which they win.
    ///
    /// 1. each of `$COUNTERSIGN_THEME_PATH`, separated by colons
    /// 2. `$XDG_CONFIG_HOME/countersign/themes` (`~/.config` without it)
    /// 3. `countersign/themes` in `$XDG_DATA_HOME` and in each of `$XDG_DATA_DIRS`
    /// 4. `../share/countersign/themes` beside the executable's folder
    /// 5. `countersign_ThemeKit.resources/Themes` beside the executable, where a build puts them
    ///
    /// The compiled-in theme comes last and is always there. Not by the accessor that SwiftPM generates, because that ends
    /// the process where the executable was moved without its resources.
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - executable: the path of the running program.
    /// - Returns: the library of these folders, whether they exist or not.
    public static func standard(environment: [String: String], executable: String?) -> ThemeLibrary {
        func value(_ name: String) -> String? {
            guard let value = environment[name], !value.isEmpty else { return nil }
            return value
        }
        func list(_ text: String) -> [String] { text.split(separator: ":").map(String.init) }
        let home = value("HOME")
        var folders = value("COUNTERSIGN_THEME_PATH").map(list) ?? []
        let config = value("XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" }
        let dataHome = value("XDG_DATA_HOME") ?? home.map { $0 + "/.local/share" }
        let dataFolders = list(value("XDG_DATA_DIRS") ?? "/usr/local/share:/usr/share")
        folders += ([config, dataHome].compactMap { $0 } + dataFolders).map { $0 + "/countersign/themes" }
        if let executable {
            let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
            folders.append(folder.deletingLastPathComponent().path + "/share/countersign/themes")
            folders.append(folder.path + "/countersign_ThemeKit.resources/Themes")
        }
        return ThemeLibrary(folders: folders)
    }

    /// The folders of this process's environment and executable.
    public static func standard() -> ThemeLibrary {
        standard(environment: ProcessInfo.processInfo.environment, executable: Bundle.main.executablePath)
    }

    /// Loads a theme by name, or from a file when `name` has a slash or ends in `.yaml` or `.yml`.
    /// - Throws: `ThemeError` naming file, line and key of what is wrong.
    public func load(_ name: String) throws(ThemeError) -> LoadedTheme {
        let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        let path = isPath ? name : find(name, except: [])
        guard let path else {
            if name == Theme.fallback.name { return LoadedTheme(theme: .fallback, file: nil) }
            throw ThemeError(
                code: .notFound,
                message: "No theme “\(name)”. There are: \(entries().map(\.name).joined(separator: ", ")).")
        }
        var reading = Reading()
        let definition = try definition(of: path, seen: [], reading: &reading)
        return LoadedTheme(
            theme: definition.resolved(), file: path, warnings: reading.warnings, files: reading.files)
    }

    /// Every theme that `load` finds by name, sorted by name.
    public func entries() -> [Entry] {
        var files: [String: String] = [:]
        for folder in folders {
            for file in ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() {
                guard file.hasSuffix(".yaml") || file.hasSuffix(".yml") else { continue }
                let name = String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
                if files[name] == nil { files[name] = folder + "/" + file }
            }
        }
        var entries = files.map { Entry(name: $0.key, file: $0.value) }
        if files[Theme.fallback.name] == nil { entries.append(Entry(name: Theme.fallback.name, file: nil)) }
        return entries.sorted { $0.name < $1.name }
    }

    private func find(_ name: String, except seen: [String]) -> String? {
        // A name is a file's name, never a way out of its folder.
        guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else { return nil }
        for folder in folders {
            for suffix in [".yaml", ".yml"] {
                let path = folder + "/" + name + suffix
                if !seen.contains(path), FileManager.default.fileExists(atPath: path) { return path }
            }
        }
        return nil
    }

    private func definition(
        of path: String, seen: [String], reading: inout Reading
    ) throws(ThemeError) -> ThemeDefinition {
        reading.files.append(path)
        let file = try ThemeFile(parsing: Self.read(path), file: path, name: Self.name(ofFile: path))
        reading.warnings += file.warnings
        let base = try base(of: file, seen: seen + [path], reading: &reading)
        var own = file.definition
        if file.variant == nil { own.variant = base.variant }
        let whole = own.inheriting(base)
        try file.checkColors(in: whole.palette)
        return whole
    }

    /// What the file inherits: the named theme, or the compiled-in one so that no role is left without a style.
    private func base(
        of file: ThemeFile, seen: [String], reading: inout Reading
    ) throws(ThemeError) -> ThemeDefinition {
        guard let inherits = file.inherits else { return .fallback }
        // A theme may inherit one of its own name from a folder further down.
        if let path = find(inherits.name, except: seen) {
            guard seen.count < Self.inheritanceLimit else {
                throw ThemeError(
                    code: .inheritanceLoop, file: file.file, line: inherits.line, key: "inherits",
                    message: "more than \(Self.inheritanceLimit) themes inherit from one another")
            }
            return try definition(of: path, seen: seen, reading: &reading)
        }
        if inherits.name == Theme.fallback.name { return .fallback }
        let isLoop = find(inherits.name, except: []) != nil
        throw ThemeError(
            code: isLoop ? .inheritanceLoop : .notFound, file: file.file, line: inherits.line, key: "inherits",
            message: isLoop
                ? "“\(inherits.name)” inherits this theme in turn" : "no theme “\(inherits.name)” in any folder")
    }

    private static func read(_ path: String) throws(ThemeError) -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ThemeError(
                code: .unreadable, file: path, message: "cannot be read; is it there, and is it UTF-8 text?")
        }
    }

    private static func name(ofFile path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
    }
}
