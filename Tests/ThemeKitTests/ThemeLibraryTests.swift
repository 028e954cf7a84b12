// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@testable import ThemeKit

@Suite struct ThemeLibraryTests {
    @Test("Folders in the order in which they win")
    func order() {
        let library = ThemeLibrary.standard(
            environment: [
                "COUNTERSIGN_THEME_PATH": "/a:/b", "XDG_CONFIG_HOME": "/config", "HOME": "/home/me",
                "XDG_DATA_DIRS": "/data",
            ], executable: "/opt/countersign/bin/countersign")
        #expect(
            library.folders == [
                "/a", "/b", "/config/countersign/themes", "/home/me/.local/share/countersign/themes",
                "/data/countersign/themes", "/opt/countersign/share/countersign/themes",
                "/opt/countersign/bin/countersign_ThemeKit.resources/Themes",
            ])
        #expect(
            ThemeLibrary.standard(environment: ["HOME": "/h"], executable: nil).folders == [
                "/h/.config/countersign/themes", "/h/.local/share/countersign/themes",
                "/usr/local/share/countersign/themes", "/usr/share/countersign/themes",
            ])
    }

    @Test("The earlier folder wins, files may be named by path, and the compiled-in theme is always there")
    func finding() throws {
        let first = ["one.yaml": "styles: {title: 1}"]
        let second = ["one.yaml": "styles: {title: 4}", "two.yml": "styles: {title: 2}"]
        try withThemes(first, second) { (folders: [String]) throws -> Void in
            let library = ThemeLibrary(folders: ["/nonexistent"] + folders)
            #expect(try library.load("one").theme.style(.title).foreground == .indexed(1))
            #expect(try library.load("two").theme.name == "two")
            #expect(try library.load(folders[1] + "/one.yaml").theme.style(.title).foreground == .indexed(4))
            #expect(try library.load("countersign-dark") == LoadedTheme(theme: .fallback, file: nil))
            #expect(library.entries().map(\.name) == ["countersign-dark", "one", "two"])
            #expect(library.entries().map(\.file) == [nil, folders[0] + "/one.yaml", folders[1] + "/two.yml"])
            for (name, code) in [("none", ThemeError.Code.notFound), ("../one", .unreadable), ("", .notFound)] {
                let error = #expect(throws: ThemeError.self) { try library.load(name) }
                #expect(error?.code == code)
            }
        }
    }

    @Test("Themes inherit, also one of their own name further down; loops end")
    func inheritance() throws {
        let first = [
            "base.yaml": "inherits: base\nstyles: {title: 1}", "leaf.yaml": "inherits: base\nname: Leaf",
            "a.yaml": "inherits: b", "b.yaml": "styles: {}\ninherits: a",
        ]
        let second = [
            "base.yaml": "variant: light\npalette: {accent: blue}\nstyles: {title: 2, match: 2}"
        ]
        try withThemes(first, second) { (folders: [String]) throws -> Void in
            let library = ThemeLibrary(folders: folders)
            let leaf = try library.load("leaf").theme
            #expect(leaf.name == "Leaf" && leaf.variant == .light)
            #expect(leaf.style(.title).foreground == .indexed(1))
            #expect(leaf.style(.match).foreground == .indexed(2))
            #expect(leaf.style(.accent).foreground == .indexed(4))
            let loop = #expect(throws: ThemeError.self) { try library.load("a") }
            #expect(loop?.code == .inheritanceLoop && loop?.key == "inherits" && loop?.line == 2)
        }
    }

    private static let colors = (0..<16).map { index in
        let hex = String(index, radix: 16, uppercase: true)
        return "base0\(hex): \"\(String(repeating: hex, count: 6))\""
    }

    @Test("Base16 and base24 schemes are taken as they are")
    func schemes() throws {
        let files = [
            "old.yaml": "scheme: \"Old\"\nauthor: \"x\"\n" + Self.colors.joined(separator: "\n"),
            "new.yaml": "system: \"base16\"\nname: \"New\"\nvariant: \"dark\"\npalette:\n  "
                + Self.colors.joined(separator: "\n  ").replacing(": \"", with: ": \"#"),
            "base24.yaml": "system: base24\nname: Big\npalette:\n  "
                + (Self.colors + ["base10: \"0a0b0c\""]).joined(separator: "\n  "),
            "short.yaml": "scheme: Short\nbase00: \"000000\"",
            "wrong.yaml": Self.colors.joined(separator: "\n").replacing("\"DDDDDD\"", with: "\"DDXDDD\""),
        ]
        try withThemes(files) { try expectSchemes(ThemeLibrary(folders: $0)) }
    }

    private func expectSchemes(_ library: ThemeLibrary) throws {
        for (name, title) in [("old", "Old"), ("new", "New"), ("base24", "Big")] {
            let loaded = try library.load(name)
            #expect(loaded.theme.name == title && loaded.warnings.isEmpty)
            #expect(
                loaded.theme.style(.surface)
                    == Style(foreground: Color(hex: 0x555555), background: Color(hex: 0x000000)))
            #expect(loaded.theme.style(.accent).foreground == Color(hex: 0xDDDDDD))
            #expect(loaded.theme.resolved(for: .monochrome).style(.selection).attributes == .reverse)
        }
        #expect(try library.load("base24").theme.style(.field).background == Color(hex: 0x0A0B0C))
        let short = #expect(throws: ThemeError.self) { try library.load("short") }
        #expect(short?.key == "base01")
        let wrong = #expect(throws: ThemeError.self) { try library.load("wrong") }
        #expect(wrong?.key == "base0D" && wrong?.line == 14)
    }
}
