// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How a cell looks.
public struct Style: Sendable, Hashable {
    /// Ways to set text apart other than colour; they alone carry meaning in monochrome.
    public struct Attributes: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let bold = Attributes(rawValue: 1)
        public static let dim = Attributes(rawValue: 2)
        public static let underline = Attributes(rawValue: 4)
        public static let reverse = Attributes(rawValue: 8)
    }

    /// The terminal's own colours, no attributes.
    public static let plain = Style()

    public var foreground: Color
    public var background: Color
    public var attributes: Attributes

    public init(foreground: Color = .default, background: Color = .default, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// This style on top of another: where a colour is `.default` the lower one shows through; attributes add up.
    public func over(_ lower: Style) -> Style {
        Style(
            foreground: foreground == .default ? lower.foreground : foreground,
            background: background == .default ? lower.background : background,
            attributes: attributes.union(lower.attributes))
    }

    /// The same style with further attributes.
    public func adding(_ attributes: Attributes) -> Style {
        Style(foreground: foreground, background: background, attributes: self.attributes.union(attributes))
    }

    /// What text written over this style keeps of it: the ground, and whether it is reversed.
    var ground: Style {
        Style(foreground: foreground, background: background, attributes: attributes.intersection(.reverse))
    }
}
