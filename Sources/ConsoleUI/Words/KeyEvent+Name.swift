// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas

extension KeyEvent {
    /// The key as the footer and the help write it.
    var name: DisplayText {
        let base: DisplayText
        switch key {
        case .character(" "): base = "Space"
        case .character(let character): base = DisplayText(String(character))
        case .enter: base = "↵"
        case .escape: base = "Esc"
        case .tab: base = "Tab"
        case .backTab: base = "Shift-Tab"
        case .backspace: base = "Backspace"
        case .delete: base = "Del"
        case .insert: base = "Ins"
        case .up: base = "↑"
        case .down: base = "↓"
        case .left: base = "←"
        case .right: base = "→"
        case .home: base = "Home"
        case .end: base = "End"
        case .pageUp: base = "PgUp"
        case .pageDown: base = "PgDn"
        case .function(let number): base = "F\(number)"
        }
        if modifiers.contains(.control) {
            if case .character(let letter) = key, letter.isASCII { return "Ctrl-\(letter.uppercased())" }
            return "Ctrl-\(base)"
        }
        if modifiers.contains(.alt) { return "Alt-\(base)" }
        return base
    }

    /// The character that the key types; nil for keys that type none.
    var typed: Character? {
        guard modifiers.isDisjoint(with: [.control, .alt]), case .character(let character) = key else { return nil }
        return character
    }
}
