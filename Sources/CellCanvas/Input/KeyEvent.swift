// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A key that a person pressed.
public struct KeyEvent: Sendable, Hashable {
    public enum Key: Sendable, Hashable {
        /// A character as typed, with Shift already applied (`A`, `:`, `é`); Ctrl and Alt are modifiers.
        case character(Character)
        case enter
        case escape
        case tab
        /// Shift-Tab.
        case backTab
        case backspace
        case delete
        case insert
        case up
        case down
        case left
        case right
        case home
        case end
        case pageUp
        case pageDown
        /// F1 to F24.
        case function(Int)
    }

    public struct Modifiers: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let control = Modifiers(rawValue: 1)
        public static let alt = Modifiers(rawValue: 2)
        /// Only with keys that are not characters.
        public static let shift = Modifiers(rawValue: 4)
    }

    public let key: Key
    public let modifiers: Modifiers

    public init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }

    /// An unmodified character.
    public static func character(_ character: Character) -> KeyEvent {
        KeyEvent(.character(character))
    }

    /// A character with Ctrl, in lower case: `.control("c")`.
    public static func control(_ character: Character) -> KeyEvent {
        KeyEvent(.character(character), .control)
    }
}
