// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing
import ThemeKit

@testable import ConsoleUI

/// How screens look at each colour depth: every cell's style, not only its text.
@Suite("Styles")
struct StyleTests {
    static let places = [ScreenTests.Place.overview, .request, .controlEvents, .themes]

    private static func desk(at place: ScreenTests.Place) async throws -> Desk {
        let desk = try await Scene.desk(as: "admin_1", size: Size(width: 100, height: 30))
        try await Scene.go(to: place, desk)
        return desk
    }

    @Test("P1 37: each depth's styles are as recorded", arguments: places, ColorDepth.allCases)
    func depths(place: ScreenTests.Place, depth: ColorDepth) async throws {
        let canvas = try await Self.desk(at: place).state.draw(theme: .fallback.resolved(for: depth))
        try expectScreen(StyleSheet.text(of: canvas), "styles.\(place.rawValue).\(depth)")
    }

    @Test("P1 37: without colour there is none, and what stands out does so by an attribute", arguments: places)
    func monochrome(place: ScreenTests.Place) async throws {
        let canvas = try await Self.desk(at: place).state.draw(theme: .fallback.resolved(for: .monochrome))
        let runs = (0..<canvas.size.height).flatMap { canvas.runs(ofRow: $0) }
        #expect(runs.allSatisfy { $0.style.foreground == .default && $0.style.background == .default })
        #expect(runs.contains { $0.style.attributes.contains(.reverse) })
        #expect(runs.contains { $0.style.attributes.contains(.bold) })
    }

    @Test("P1 37: the words and signs of a screen are the same at every depth and in every theme", arguments: places)
    func words(place: ScreenTests.Place) async throws {
        let state = try await Self.desk(at: place).state
        // The settings say how many colours there are; nothing else may differ.
        func text(_ depth: ColorDepth) -> String {
            state.draw(theme: .fallback.resolved(for: depth)).text
                .replacing(Words.Settings.depth(depth).description, with: "").split(separator: " ").joined(
                    separator: " ")
        }
        #expect(Set(ColorDepth.allCases.map(text)).count == 1)
    }
}

/// A canvas with the style of each cell: a row of text, below it a row of letters, at the end what the letters mean.
enum StyleSheet {
    static func text(of canvas: Canvas) -> String {
        var letters: [Style: Character] = [:]
        var order: [Style] = []
        func letter(_ style: Style) -> Character {
            if let known = letters[style] { return known }
            let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
            let new = order.count < alphabet.count ? alphabet[order.count] : "*"
            letters[style] = new
            order.append(style)
            return new
        }
        var lines: [String] = []
        for y in 0..<canvas.size.height {
            lines.append(canvas.text(ofRow: y))
            lines.append(String(canvas.row(y).map { letter($0.style) }))
        }
        return (lines + [""] + order.map { "\(letter($0))  \(name($0))" }).joined(separator: "\n")
    }

    private static func name(_ style: Style) -> String {
        var words = ["\(name(style.foreground)) on \(name(style.background))"]
        let attributes: [(Style.Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
        ]
        words += attributes.filter { style.attributes.contains($0.0) }.map(\.1)
        return words.joined(separator: " ")
    }

    private static func name(_ color: Color) -> String {
        switch color {
        case .default: "default"
        case .indexed(let index): "\(index)"
        case .rgb(let red, let green, let blue):
            "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
