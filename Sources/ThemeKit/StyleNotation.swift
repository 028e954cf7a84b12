// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// A style as a theme file writes it: `COLOUR [on GROUND] [bold] [dim] [underline] [reverse]`, or `plain`.
struct StyleNotation: Sendable, Hashable {
    enum Reference: Sendable, Hashable {
        case literal(Color)
        case palette(String)
    }

    /// Why a notation cannot be read, in words for whoever wrote it.
    struct Failure: Error {
        let message: String
    }

    var foreground: Reference = .literal(.default)
    var background: Reference = .literal(.default)
    var attributes: Style.Attributes = []

    init(parsing text: String) throws(Failure) {
        var words = text.split(separator: " ", omittingEmptySubsequences: true)[...]
        guard !words.isEmpty else { throw Failure(message: "an empty style; write “plain” for no style at all") }
        if words.count == 1, words.first == "plain" { return }
        var hasForeground = false
        var hasBackground = false
        while let word = words.popFirst() {
            if let attribute = Self.attribute(word) {
                attributes.insert(attribute)
            } else if word == "on" {
                guard let ground = words.popFirst(), Self.attribute(ground) == nil, ground != "on" else {
                    throw Failure(message: "“on” needs a colour after it")
                }
                guard !hasBackground else { throw Failure(message: "two grounds: only one “on COLOUR” is possible") }
                background = Self.reference(ground)
                hasBackground = true
            } else {
                guard !hasForeground else {
                    throw Failure(
                        message: "“\(word)” is a second text colour; "
                            + "write “COLOUR [on GROUND] [bold] [dim] [underline] [reverse]”")
                }
                foreground = Self.reference(word)
                hasForeground = true
            }
        }
    }

    /// The style at a depth.
    func style(for depth: ColorDepth, in palette: Palette) throws(Failure) -> Style {
        Style(
            foreground: try color(foreground, for: depth, in: palette),
            background: try color(background, for: depth, in: palette), attributes: attributes)
    }

    private func color(
        _ reference: Reference, for depth: ColorDepth, in palette: Palette
    ) throws(Failure) -> Color {
        switch reference {
        case .literal(let color):
            return color.approximated(for: depth)
        case .palette(let name):
            if let entry = palette[name] { return entry.color(for: depth) }
            if let color = ColorNotation.color(name) { return color.approximated(for: depth) }
            throw Failure(
                message: "no colour “\(name)” in the palette; use one of its names, #rrggbb, 0 to 255, "
                    + "a terminal colour such as bright-red, or default")
        }
    }

    /// Whether the notation has a meaning of its own for a word, so that a palette's colour of that name could never be
    /// named in a style.
    static func isReserved(_ word: some StringProtocol) -> Bool {
        attribute(Substring(word)) != nil || ["on", "plain", "default"].contains(String(word))
    }

    private static func reference(_ word: Substring) -> Reference {
        if word == "default" || word.hasPrefix("#"), let color = ColorNotation.color(word) { return .literal(color) }
        return .palette(String(word))
    }

    private static func attribute(_ word: Substring) -> Style.Attributes? {
        switch word {
        case "bold": .bold
        case "dim": .dim
        case "underline": .underline
        case "reverse": .reverse
        default: nil
        }
    }
}
