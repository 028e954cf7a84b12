// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing

@testable import ThemeKit

/// The themes at the root of the repository, by name.
enum ShippedThemes {
    static let names = [
        "countersign-dark", "countersign-light", "deuteranopia", "high-contrast", "monochrome", "tritanopia",
    ]

    static func load(_ name: String) throws -> LoadedTheme {
        try ThemeLibrary(folders: [ThemeFallbackTests.shipped]).load(name)
    }
}

@Suite("P1 38: contrast of the shipped themes")
struct ContrastTests {
    /// WCAG 2.2 relative luminance and contrast ratio.
    private static func luminance(_ color: (red: UInt8, green: UInt8, blue: UInt8)) -> Double {
        func channel(_ value: UInt8) -> Double {
            let part = Double(value) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channel(color.red) + 0.7152 * channel(color.green) + 0.0722 * channel(color.blue)
    }

    private static func contrast(_ style: Style) -> Double? {
        guard let text = style.foreground.components, let ground = style.background.components else { return nil }
        let (one, other) = (luminance(text), luminance(ground))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    /// Lines and bars are not text; WCAG asks 3:1 of what carries meaning, and hairlines carry none.
    private static let notText: Set<Role> = [.hairline, .dialogHairline, .spark, .sparkHigh]

    @Test("The list is what lies in the folder, and each file says nothing that means nothing")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: ThemeFallbackTests.shipped)
        #expect(files.sorted() == ShippedThemes.names.map { $0 + ".yaml" })
        for name in ShippedThemes.names {
            let loaded = try ShippedThemes.load(name)
            #expect(loaded.warnings.isEmpty && loaded.theme.name == name, "\(name)")
        }
        #expect(try ShippedThemes.load("countersign-light").theme.variant == .light)
    }

    @Test(
        "Text reads at 4.5:1 or better over every ground it is drawn on, in high contrast at 7:1",
        arguments: ShippedThemes.names, [ColorDepth.truecolor, .ansi256])
    func contrast(name: String, depth: ColorDepth) throws {
        let theme = try ShippedThemes.load(name).theme.resolved(for: depth)
        let least = name == "high-contrast" ? 7.0 : 4.5
        let grounds: [Role] = [.surface, .header, .footer, .selection, .selectionInactive, .dialog, .danger]
        for role in Role.allCases where !Self.notText.contains(role) {
            for ground in grounds {
                let style = theme.style(role).over(theme.style(ground)).over(theme.style(.surface))
                let ratio = try #require(Self.contrast(style), "\(role.rawValue) on \(ground.rawValue)")
                #expect(ratio >= least, "\(name): \(role.rawValue) on \(ground.rawValue) at \(depth): \(ratio)")
            }
        }
    }

    @Test("Grounds can be told from one another", arguments: ShippedThemes.names)
    func grounds(name: String) throws {
        let theme = try ShippedThemes.load(name).theme
        let surface = try #require(theme.style(.surface).background.components)
        for role in [Role.selection, .header, .dialog, .fieldFocused, .bannerReadOnly] {
            let ground = try #require(theme.style(role).background.components)
            let (one, other) = (Self.luminance(surface), Self.luminance(ground))
            #expect((max(one, other) + 0.05) / (min(one, other) + 0.05) > 1.1, "\(role.rawValue)")
        }
    }

    @Test("At each depth only colours that it has are used", arguments: ShippedThemes.names)
    func depths(name: String) throws {
        let whole = try ShippedThemes.load(name).theme
        for depth in ColorDepth.allCases {
            let theme = whole.resolved(for: depth)
            for role in Role.allCases {
                #expect(theme.style(role).approximated(for: depth) == theme.style(role), "\(role.rawValue) at \(depth)")
            }
        }
    }

    /// What must be told apart although only its look differs where one looks quickly; words and signs are there as well.
    private static let apart: [(Role, Role)] = [
        (.text, .selection), (.text, .disabled), (.text, .title), (.tab, .tabActive), (.button, .buttonFocused),
        (.dangerButton, .dangerButtonFocused), (.text, .bannerReadOnly), (.text, .textEscaped), (.text, .match),
        (.field, .fieldFocused), (.text, .severityCritical), (.severityHigh, .severityCritical),
        (.stateLive, .stateOffline), (.outcomeSucceeded, .outcomeDenied), (.bannerReadOnly, .bannerGoverned),
    ]

    @Test("Status differs at every depth, without colour too", arguments: ShippedThemes.names, ColorDepth.allCases)
    func apart(name: String, depth: ColorDepth) throws {
        let theme = try ShippedThemes.load(name).theme.resolved(for: depth)
        for (one, other) in Self.apart {
            #expect(theme.style(one) != theme.style(other), "\(name) at \(depth): \(one.rawValue), \(other.rawValue)")
        }
    }

    @Test("The theme without hue has none")
    func greys() throws {
        let whole = try ShippedThemes.load("monochrome").theme
        for depth in ColorDepth.allCases {
            let theme = whole.resolved(for: depth)
            for role in Role.allCases {
                for color in [theme.style(role).foreground, theme.style(role).background] {
                    guard let parts = color.components else { continue }
                    #expect(parts.red == parts.green && parts.green == parts.blue, "\(role.rawValue) at \(depth)")
                }
            }
        }
    }
}
