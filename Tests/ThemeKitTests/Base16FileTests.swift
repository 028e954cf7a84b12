// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@testable import ThemeKit

/// Scheme files with all that such files carry: comments behind values, upper and lower case, authors, slugs.
@Suite("P1 36: base16 and base24 files as they are")
struct Base16FileTests {
    private static let flat = """
        # a scheme in the first form
        scheme: "Evening Harbour"
        author: "Somebody (https://example.org)"
        base00: "181818" # ----
        base01: "282828" # ---
        base02: "383838" # --
        base03: "585858" # -
        base04: "B8B8B8" # +
        base05: "d8d8d8" # ++
        base06: "e8e8e8" # +++
        base07: "f8f8f8" # ++++
        base08: "ab4642" # red
        base09: "dc9656" # orange
        base0A: "f7ca88" # yellow
        base0B: "a1b56c" # green
        base0C: "86c1b9" # aqua
        base0D: "7cafc2" # blue
        base0E: "ba8baf" # purple
        base0F: "a16946" # brown
        """

    private static let nested = """
        system: "base24"
        name: "Morning Harbour"
        slug: "morning-harbour"
        author: "Somebody"
        variant: "light"
        palette:
          base00: "#fafafa"
          base01: "#f0f0f1"
          base02: "#e5e5e6"
          base03: "#a0a1a7"
          base04: "#696c77"
          base05: "#383a42"
          base06: "#202227"
          base07: "#090a0b"
          base08: "#ca1243"
          base09: "#d75f00"
          base0A: "#c18401"
          base0B: "#50a14f"
          base0C: "#0184bc"
          base0D: "#4078f2"
          base0E: "#a626a4"
          base0F: "#986801"
          base10: "#ffffff"
          base11: "#eeeeee"
          base12: "#ec2258"
          base13: "#f4a701"
          base14: "#6db76c"
          base15: "#01a7ef"
          base16: "#709af5"
          base17: "#d02fcd"
        """

    @Test("The first form: sixteen colours at the top")
    func topLevel() throws {
        try withThemes(["evening.yaml": Self.flat]) { (folders: [String]) throws -> Void in
            let loaded = try ThemeLibrary(folders: folders).load("evening")
            #expect(loaded.theme.name == "Evening Harbour" && loaded.theme.variant == .dark)
            #expect(loaded.warnings.isEmpty)
            let surface = Style(foreground: Color(hex: 0xD8D8D8), background: Color(hex: 0x181818))
            #expect(loaded.theme.style(.surface) == surface)
            #expect(loaded.theme.style(.textDim).foreground == Color(hex: 0xB8B8B8))
            #expect(loaded.theme.style(.outcomeDenied).foreground == Color(hex: 0xAB4642))
            #expect(loaded.theme.style(.stateLive).foreground == Color(hex: 0xA1B56C))
        }
    }

    @Test("The form with a palette, with # and eight colours more")
    func palette() throws {
        try withThemes(["morning.yaml": Self.nested]) { (folders: [String]) throws -> Void in
            let loaded = try ThemeLibrary(folders: folders).load("morning")
            #expect(loaded.theme.name == "Morning Harbour" && loaded.theme.variant == .light)
            #expect(loaded.warnings.isEmpty)
            #expect(loaded.theme.style(.surface).background == Color(hex: 0xFAFAFA))
            #expect(loaded.theme.style(.field).background == Color(hex: 0xFFFFFF))
            #expect(loaded.theme.style(.accent).foreground == Color(hex: 0x4078F2))
            #expect(loaded.theme.resolved(for: .monochrome).style(.selection).attributes == .reverse)
        }
    }

    @Test("A colour that is wrong names its line")
    func wrong() throws {
        let text = Self.nested.replacing("\"#d75f00\"", with: "\"#d75g00\"")
        try withThemes(["morning.yaml": text]) { (folders: [String]) throws -> Void in
            let error = #expect(throws: ThemeError.self) { try ThemeLibrary(folders: folders).load("morning") }
            #expect(error?.key == "palette.base09" && error?.line == 16)
        }
    }
}
