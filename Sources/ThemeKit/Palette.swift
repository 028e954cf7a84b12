// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// A named colour of a theme with its form for each depth.
struct PaletteColor: Sendable, Hashable {
    var truecolor: Color
    var ansi256: Color
    var ansi16: Color

    init(_ truecolor: Color, ansi256: Color? = nil, ansi16: Color? = nil) {
        self.truecolor = truecolor
        self.ansi256 = ansi256 ?? truecolor.approximated(for: .ansi256)
        self.ansi16 = ansi16 ?? truecolor.approximated(for: .ansi16)
    }

    func color(for depth: ColorDepth) -> Color {
        switch depth {
        case .truecolor: truecolor
        case .ansi256: ansi256
        case .ansi16: ansi16
        case .monochrome: .default
        }
    }
}

/// A theme's named colours.
typealias Palette = [String: PaletteColor]

/// Colours as theme files write them, palette names apart.
enum ColorNotation {
    static let ansiNames = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red",
        "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// `default`, `#rrggbb`, `#rgb`, 0 to 255 or one of the sixteen names; nil for anything else.
    static func color(_ text: some StringProtocol) -> Color? {
        if text == "default" { return .default }
        if text.hasPrefix("#") { return hex(text.dropFirst()) }
        if let index = UInt8(text) { return .indexed(index) }
        return ansiNames.firstIndex { $0 == text }.map { .indexed(UInt8($0)) }
    }

    /// `rrggbb` or `rgb`.
    static func hex(_ digits: some StringProtocol) -> Color? {
        guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        switch digits.utf8.count {
        case 6:
            return UInt32(digits, radix: 16).map(Color.init(hex:))
        case 3:
            return UInt32(digits.flatMap { [$0, $0] }.map(String.init).joined(), radix: 16).map(Color.init(hex:))
        default:
            return nil
        }
    }
}
