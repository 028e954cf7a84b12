// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// Which keys the sequences of xterm, the Linux console, rxvt and kitty stand for.
enum KeySequences {
    /// A single control byte, or nil for ESC and for bytes that are text.
    static func control(_ byte: UInt8) -> KeyEvent? {
        switch byte {
        case 0x00: .control(" ")
        case 0x08, 0x7F: KeyEvent(.backspace)
        case 0x09: KeyEvent(.tab)
        case 0x0A, 0x0D: KeyEvent(.enter)
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x1C...0x1F: .control(Character(Unicode.Scalar(byte + 0x40)))
        default: nil
        }
    }

    /// ESC O and one byte.
    static func singleShift(_ byte: UInt8) -> KeyEvent? {
        switch byte {
        case UInt8(ascii: "M"): KeyEvent(.enter)
        case UInt8(ascii: "j")...UInt8(ascii: "y"):
            // The keypad in application mode: `*+,-./0123456789` lie 0x40 below.
            .character(Character(Unicode.Scalar(byte - 0x40)))
        default: cursor(byte).map { KeyEvent($0) }
        }
    }

    /// ESC [, parameters and a final byte.
    static func control(_ bytes: [UInt8], final: UInt8) -> KeyEvent? {
        guard let parameters = parameters(bytes) else { return nil }
        let modifiers = self.modifiers(parameters.count > 1 ? parameters[1] : 1)
        switch final {
        case UInt8(ascii: "Z"):
            return KeyEvent(.backTab)
        case UInt8(ascii: "~"):
            if parameters.first == 27, parameters.count == 3 { return unicode(parameters[2], modifiers) }
            return parameters.first.flatMap(numbered).map { KeyEvent($0, modifiers) }
        case UInt8(ascii: "^"):
            return parameters.first.flatMap(numbered).map { KeyEvent($0, .control) }
        case UInt8(ascii: "$"):
            return parameters.first.flatMap(numbered).map { KeyEvent($0, .shift) }
        case UInt8(ascii: "u"):
            return parameters.first.flatMap { unicode($0, modifiers) }
        case UInt8(ascii: "a")...UInt8(ascii: "d") where bytes.isEmpty:
            return cursor(final - 0x20).map { KeyEvent($0, .shift) }
        default:
            return cursor(final).map { KeyEvent($0, modifiers) }
        }
    }

    /// ESC [ <, then `button;column;row`, and `M` or `m`.
    static func mouse(_ bytes: ArraySlice<UInt8>, final: UInt8) -> MouseEvent? {
        guard let numbers = parameters(Array(bytes)), numbers.count == 3 else { return nil }
        let isPress = final == UInt8(ascii: "M")
        guard isPress || final == UInt8(ascii: "m") else { return nil }
        let code = numbers[0]
        let position = Point(x: numbers[1] - 1, y: numbers[2] - 1)
        var modifiers: KeyEvent.Modifiers = []
        if code & 4 != 0 { modifiers.insert(.shift) }
        if code & 8 != 0 { modifiers.insert(.alt) }
        if code & 16 != 0 { modifiers.insert(.control) }
        switch code & ~(4 | 8 | 16 | 32) {
        case 0, 1, 2:
            let button: MouseEvent.Button = [.left, .middle, .right][code & 3]
            let action: MouseEvent.Action =
                code & 32 != 0 ? .drag(button) : isPress ? .press(button) : .release(button)
            return MouseEvent(action, at: position, modifiers)
        case 64: return isPress ? MouseEvent(.wheelUp, at: position, modifiers) : nil
        case 65: return isPress ? MouseEvent(.wheelDown, at: position, modifiers) : nil
        default: return nil
        }
    }

    /// Numbers between semicolons; sub-parameters after a colon are left out.
    ///
    /// Nil when there is anything else.
    private static func parameters(_ bytes: [UInt8]) -> [Int]? {
        var numbers: [Int] = []
        for field in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            var number = 0
            for byte in field.prefix(while: { $0 != UInt8(ascii: ":") }) {
                guard (0x30...0x39).contains(byte) else { return nil }
                number = min(number * 10 + Int(byte - 0x30), 0x11_0000)
            }
            numbers.append(number)
        }
        return numbers
    }

    /// The number is one more than the sum of Shift 1, Alt 2, Control 4.
    private static func modifiers(_ number: Int) -> KeyEvent.Modifiers {
        let bits = max(0, number - 1)
        var modifiers: KeyEvent.Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & 2 != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    private static func cursor(_ final: UInt8) -> KeyEvent.Key? {
        switch final {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "R"): .function(3)
        case UInt8(ascii: "S"): .function(4)
        default: nil
        }
    }

    private static func numbered(_ number: Int) -> KeyEvent.Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }

    /// A key reported by its code point (kitty's `u`, xterm's modifyOtherKeys).
    private static func unicode(_ code: Int, _ modifiers: KeyEvent.Modifiers) -> KeyEvent? {
        switch code {
        case 8, 127: return KeyEvent(.backspace, modifiers)
        case 9: return modifiers.contains(.shift) ? KeyEvent(.backTab) : KeyEvent(.tab, modifiers)
        case 13: return KeyEvent(.enter, modifiers)
        case 27: return KeyEvent(.escape, modifiers)
        case 0x20..<0x7F, 0xA0..<0xE000:
            guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { return nil }
            let character = Character(scalar)
            let isShifted = modifiers.contains(.shift)
            let key = isShifted ? character.uppercased().first ?? character : character
            return KeyEvent(.character(key), modifiers.subtracting(.shift))
        default: return nil
        }
    }
}
