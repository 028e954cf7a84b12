// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas

/// Keys as a person writes them in a file: `f`, `?`, `F5`, `Ctrl-D`, `Alt-Left`, `PgDn`, `Space`.
enum KeyNotation {
    /// Why a text names no key, with what to write instead.
    struct Fault: Error, Equatable {
        var message: String
    }

    private static let named: [String: KeyEvent.Key] = [
        "enter": .enter, "return": .enter, "↵": .enter, "esc": .escape, "escape": .escape, "tab": .tab,
        "backtab": .backTab, "backspace": .backspace, "del": .delete, "delete": .delete, "ins": .insert,
        "insert": .insert, "up": .up, "↑": .up, "down": .down, "↓": .down, "left": .left, "←": .left, "right": .right,
        "→": .right, "home": .home, "end": .end, "pgup": .pageUp, "pageup": .pageUp, "pgdn": .pageDown,
        "pagedown": .pageDown, "space": .character(" "),
    ]

    private static let prefixes: [(String, KeyEvent.Modifiers)] = [
        ("ctrl-", .control), ("c-", .control), ("alt-", .alt), ("m-", .alt), ("shift-", .shift),
    ]

    /// The key that a text names; nil where it names none.
    static func event(_ text: String) -> KeyEvent? {
        try? parse(text)
    }

    static func parse(_ text: String) throws(Fault) -> KeyEvent {
        var rest = text[...]
        var modifiers: KeyEvent.Modifiers = []
        while rest.count > 1, let (prefix, modifier) = prefixes.first(where: { rest.lowercased().hasPrefix($0.0) }),
            rest.count > prefix.count
        {
            modifiers.insert(modifier)
            rest = rest.dropFirst(prefix.count)
        }
        guard let key = key(named: String(rest)) else { throw Fault(message: Words.Keymap.noKey(text)) }
        return try checked(key, modifiers, text)
    }

    private static func key(named name: String) -> KeyEvent.Key? {
        if let key = named[name.lowercased()] { return key }
        if name.count == 1, let character = name.first, !character.isWhitespace { return .character(character) }
        guard name.first?.lowercased() == "f", let number = Int(name.dropFirst()), (1...24).contains(number) else {
            return nil
        }
        return .function(number)
    }

    /// What terminals send alike is one key to the console too.
    private static func checked(
        _ key: KeyEvent.Key, _ modifiers: KeyEvent.Modifiers, _ text: String
    ) throws(Fault) -> KeyEvent {
        if key == .tab, modifiers == .shift { return KeyEvent(.backTab) }
        guard case .character(let character) = key else { return KeyEvent(key, modifiers) }
        if modifiers.contains(.shift) { throw Fault(message: Words.Keymap.shiftedLetter(text)) }
        guard modifiers.contains(.control) else { return KeyEvent(key, modifiers) }
        let lower = Character(character.lowercased())
        switch lower {
        case "i": throw Fault(message: Words.Keymap.sameKey(text, "Tab"))
        case "m", "j": throw Fault(message: Words.Keymap.sameKey(text, "Enter"))
        case "h": throw Fault(message: Words.Keymap.sameKey(text, "Backspace"))
        case "[": throw Fault(message: Words.Keymap.sameKey(text, "Esc"))
        case "a"..."z": return KeyEvent(.character(lower), modifiers)
        default: throw Fault(message: Words.Keymap.noControl(text))
        }
    }
}

extension KeyEvent {
    /// The key as a file writes it; `KeyNotation` reads it back.
    var notation: String {
        let base: String
        switch key {
        case .enter: base = "Enter"
        case .up: base = "Up"
        case .down: base = "Down"
        case .left: base = "Left"
        case .right: base = "Right"
        default: return name.description
        }
        if modifiers.contains(.control) { return "Ctrl-\(base)" }
        if modifiers.contains(.alt) { return "Alt-\(base)" }
        return modifiers.contains(.shift) ? "Shift-\(base)" : base
    }
}
