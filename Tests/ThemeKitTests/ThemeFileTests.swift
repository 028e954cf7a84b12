// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@testable import ThemeKit

@Suite struct ThemeFileTests {
    private func load(_ yaml: String) throws -> LoadedTheme {
        try withThemes(["mine.yaml": yaml]) { try ThemeLibrary(folders: $0).load("mine") }
    }

    private func failure(_ yaml: String) throws -> ThemeError? {
        try withThemes(["mine.yaml": yaml]) { (folders: [String]) throws -> ThemeError? in
            let error = #expect(throws: ThemeError.self) { try ThemeLibrary(folders: folders).load("mine") }
            #expect(error?.file == folders[0] + "/mine.yaml")
            return error
        }
    }

    @Test("A theme changes what it names and inherits the rest")
    func small() throws {
        let theme = try load(
            """
            name: mine
            palette:
              accent: "#fa0"
              wine: { rgb: "#800020", ansi256: 88 }
            styles:
              severity.high: wine bold
              chip: default on 17 underline
            ansi16:
              title: bright-red bold
            """)
        #expect(theme.warnings.isEmpty)
        #expect(theme.theme.name == "mine")
        #expect(theme.theme.style(.accent).foreground == Color(hex: 0xFFAA00))
        #expect(theme.theme.style(.keyName).foreground == Color(hex: 0xFFAA00))
        #expect(theme.theme.style(.severityHigh) == Style(foreground: Color(hex: 0x800020), attributes: .bold))
        #expect(theme.theme.resolved(for: .ansi256).style(.severityHigh).foreground == .indexed(88))
        #expect(theme.theme.resolved(for: .ansi16).style(.title).foreground == .indexed(9))
        #expect(theme.theme.resolved(for: .monochrome).style(.severityHigh).attributes == .bold)
        #expect(theme.theme.style(.chip) == Style(background: .indexed(17), attributes: .underline))
        #expect(theme.theme.style(.title) == Theme.fallback.style(.title))
    }

    @Test("Unknown keys are warned of with their line, and nothing else happens")
    func unknownKeys() throws {
        let loaded = try load(
            """
            colour: red
            styles:
              severity.huge: red
              title: bright-white
            palette:
              wine: { rgb: "#800020", cmyk: 1 }
            """)
        #expect(loaded.warnings.map(\.line) == [1, 3, 6])
        #expect(loaded.warnings.map(\.key) == ["colour", "styles.severity.huge", "palette.wine.cmyk"])
        #expect(loaded.theme.style(.title).foreground == .indexed(15))
    }

    @Test(
        "Errors name file, line and key",
        arguments: [
            ("styles:\n  title: bold\n  accent: blurple\n", ThemeError.Code.invalidValue, 3, "styles.accent"),
            ("styles:\n  title: red green\n", .invalidValue, 2, "styles.title"),
            ("styles:\n  title: red on\n", .invalidValue, 2, "styles.title"),
            ("styles:\n  title: red on blue on red\n", .invalidValue, 2, "styles.title"),
            ("styles:\n  title: [red]\n", .invalidValue, 2, "styles.title"),
            ("styles:\n  title: #ff0000\n", .invalidValue, 2, "styles.title"),
            ("styles: red\n", .invalidValue, 1, "styles"),
            ("palette:\n  a: \"#12345\"\n", .invalidValue, 2, "palette.a"),
            ("palette:\n  a: 256\n", .invalidValue, 2, "palette.a"),
            ("palette:\n  a: { ansi16: red }\n", .invalidValue, 2, "palette.a"),
            ("palette:\n  ink: 0\n  dim: \"#97a3b6\"\n", .invalidValue, 3, "palette.dim"),
            ("palette:\n  on: \"#97a3b6\"\n", .invalidValue, 2, "palette.on"),
            ("palette:\n  default: 7\n", .invalidValue, 2, "palette.default"),
            ("palette:\n  deep red: 52\n", .invalidValue, 2, "palette.deep red"),
            ("variant: dusk\n", .invalidValue, 1, "variant"),
            ("inherits: nowhere\n", .notFound, 1, "inherits"),
            ("\n\nstyles:\n  title: \"red\n", .notYAML, 5, nil),
            ("styles:\n  title: red\n  title: blue\n", .notYAML, 2, nil),
            ("- a\n- b\n", .notYAML, 1, nil),
        ] as [(String, ThemeError.Code, Int, String?)])
    func errors(yaml: String, code: ThemeError.Code, line: Int, key: String?) throws {
        let error = try failure(yaml)
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(error?.line == line, "\(String(describing: error))")
        #expect(error?.key == key)
        #expect(error?.description.contains("mine.yaml:\(line): ") == true)
    }

    @Test(
        "Binary junk and empty files are errors, not crashes",
        arguments: ["", "\u{0}\u{1}", "%YAML 9.9\n---\n", "&a *a"])
    func junk(yaml: String) throws {
        #expect(try failure(yaml)?.code == .notYAML)
    }
}
