// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing

@testable import ThemeKit

@Suite struct ContrastTests {
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

    @Test(
        "Text reads at 4.5:1 or better over every ground it is drawn on",
        arguments: [
            ColorDepth.truecolor, .ansi256,
        ])
    func contrast(depth: ColorDepth) throws {
        let theme = Theme.fallback.resolved(for: depth)
        let grounds: [Role] = [.surface, .header, .footer, .selection, .selectionInactive, .dialog, .danger]
        for role in Role.allCases where !Self.notText.contains(role) {
            for ground in grounds {
                let style = theme.style(role).over(theme.style(ground)).over(theme.style(.surface))
                let ratio = try #require(Self.contrast(style))
                #expect(ratio >= 4.5, "\(role.rawValue) on \(ground.rawValue) at \(depth): \(ratio)")
            }
        }
    }

    @Test("Grounds can be told from one another")
    func grounds() throws {
        let theme = Theme.fallback
        let surface = try #require(theme.style(.surface).background.components)
        for role in [Role.selection, .header, .dialog, .fieldFocused, .bannerReadOnly] {
            let ground = try #require(theme.style(role).background.components)
            let (one, other) = (Self.luminance(surface), Self.luminance(ground))
            #expect((max(one, other) + 0.05) / (min(one, other) + 0.05) > 1.1, "\(role.rawValue)")
        }
    }
}
