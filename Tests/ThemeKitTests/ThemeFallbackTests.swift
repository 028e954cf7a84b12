// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing

@testable import ThemeKit

@Suite struct ThemeFallbackTests {
    /// The folder at the root of the repository.
    static let shipped =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/Themes"

    @Test("The compiled-in theme equals the shipped file")
    func equality() throws {
        let loaded = try ThemeLibrary(folders: [Self.shipped]).load("countersign-dark")
        #expect(loaded.file == Self.shipped + "/countersign-dark.yaml")
        #expect(loaded.warnings.isEmpty)
        for depth in ColorDepth.allCases {
            for role in Role.allCases {
                let (file, compiled) = (loaded.theme.resolved(for: depth), Theme.fallback.resolved(for: depth))
                #expect(file.style(role) == compiled.style(role), "\(role.rawValue) at \(depth)")
            }
        }
        #expect(loaded.theme == Theme.fallback)
    }

    @Test("The shipped file says something for every role, itself")
    func complete() throws {
        let text = try String(contentsOfFile: Self.shipped + "/countersign-dark.yaml", encoding: .utf8)
        let file = try ThemeFile(parsing: text, file: "countersign-dark.yaml", name: "x")
        #expect(Set(file.definition.styles.keys) == Set(Role.allCases))
    }

    @Test("No colour without attributes or words: in monochrome nothing has a colour, and what matters differs")
    func monochrome() {
        let theme = Theme.fallback.resolved(for: .monochrome)
        for role in Role.allCases {
            #expect(theme.style(role).foreground == .default && theme.style(role).background == .default)
        }
        let pairs: [(Role, Role)] = [
            (.text, .selection), (.text, .disabled), (.text, .title), (.tab, .tabActive), (.button, .buttonFocused),
            (.dangerButton, .dangerButtonFocused), (.text, .bannerReadOnly), (.text, .textEscaped), (.text, .match),
            (.field, .fieldFocused), (.text, .severityCritical), (.severityHigh, .severityCritical),
            (.stateLive, .stateOffline), (.outcomeSucceeded, .outcomeDenied), (.bannerReadOnly, .bannerGoverned),
        ]
        for (one, other) in pairs {
            #expect(theme.style(one) != theme.style(other), "\(one.rawValue) and \(other.rawValue)")
        }
    }

    @Test("Metadata has a colour of its own where there are colours, not the terminal's faint attribute")
    func muted() {
        for depth in [ColorDepth.truecolor, .ansi256] {
            let theme = Theme.fallback.resolved(for: depth)
            for role in [Role.textDim, .headerDim, .tab, .disabled, .fieldLabel, .severityLow] {
                #expect(theme.style(role).foreground != .default, "\(role.rawValue) at \(depth)")
                #expect(!theme.style(role).attributes.contains(.dim), "\(role.rawValue) at \(depth)")
            }
        }
    }

    @Test("At each depth only colours that it has are used")
    func depths() {
        for depth in ColorDepth.allCases {
            let theme = Theme.fallback.resolved(for: depth)
            for role in Role.allCases {
                #expect(theme.style(role).approximated(for: depth) == theme.style(role), "\(role.rawValue) at \(depth)")
            }
        }
    }
}
