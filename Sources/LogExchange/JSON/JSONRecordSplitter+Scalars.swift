// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Strings, literals and numbers.
extension JSONRecordSplitter {
    /// Passes over the plain ASCII of a string; returns the index of the first byte that needs a look.
    mutating func stringRun(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte < 0x80, byte != ASCII.quote, byte != ASCII.backslash else { break }
            index += 1
        }
        noteKey(bytes, start..<index)
        return index
    }

    mutating func text(_ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch state {
        case .escape:
            switch byte {
            case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                state = .string
            case UInt8(ascii: "u"):
                state = .unicodeEscape
                remaining = 4
            default:
                return fail("\\ followed by \(Self.shown(byte)) is no escape of JSON.", at: index, in: bytes)
            }
        case .unicodeEscape:
            guard Self.isHexadecimal(byte) else {
                return fail(
                    "Expected four hexadecimal digits after \\u, found \(Self.shown(byte)).", at: index, in: bytes)
            }
            remaining -= 1
            if remaining == 0 { state = .string }
        case .continuationByte:
            guard continuationRange.contains(byte) else {
                return fail("Not UTF-8: a character is broken off before \(Self.shown(byte)).", at: index, in: bytes)
            }
            continuationRange = 0x80...0xBF
            remaining -= 1
            if remaining == 0 { state = .string }
        default:
            switch byte {
            case ASCII.quote:
                endString(at: index, in: bytes)
                return true
            case ASCII.backslash: state = .escape
            case 0..<0x20:
                return fail("A string holds a raw control character, \(Self.shown(byte)).", at: index, in: bytes)
            case 0x80...:
                guard beginSequence(byte) else {
                    return fail("Not UTF-8: \(Self.shown(byte)).", at: index, in: bytes)
                }
            default: break
            }
        }
        noteKey(bytes, index..<index + 1)
        return true
    }

    /// The lengths and second bytes that UTF-8 allows (RFC 3629, section 4).
    private mutating func beginSequence(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: remaining = 1
        case 0xE0...0xEF: remaining = 2
        case 0xF0...0xF4: remaining = 3
        default: return false
        }
        switch byte {
        case 0xE0: continuationRange = 0xA0...0xBF
        case 0xED: continuationRange = 0x80...0x9F
        case 0xF0: continuationRange = 0x90...0xBF
        case 0xF4: continuationRange = 0x80...0x8F
        default: continuationRange = 0x80...0xBF
        }
        state = .continuationByte
        return true
    }

    private mutating func endString(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        guard isKey else {
            valueEnded(after: index + 1, in: bytes)
            return
        }
        isKey = false
        state = .colon
        if let key = keyBytes {
            expectsRecordsArray = Self.unescaped(key) == recordsKey
            keyBytes = nil
        }
    }

    /// Keeps the beginning of an envelope's key, enough to know the one that matters however it is escaped.
    private mutating func noteKey(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        guard let count = keyBytes?.count, count <= recordsKey.count * 6 else { return }
        keyBytes?.append(contentsOf: bytes[range].prefix(recordsKey.count * 6 + 1 - count))
    }

    /// A key with its `\u00XX` escapes resolved; other escapes stay, since no key looked for has them.
    private static func unescaped(_ key: [UInt8]) -> [UInt8] {
        guard key.contains(ASCII.backslash) else { return key }
        var result: [UInt8] = []
        var index = 0
        while index < key.count {
            if key[index...].starts(with: [ASCII.backslash, UInt8(ascii: "u"), ASCII.zero, ASCII.zero]),
                index + 6 <= key.count,
                let value = UInt8(String(decoding: key[index + 4..<index + 6], as: UTF8.self), radix: 16)
            {
                result.append(value)
                index += 6
            } else {
                result.append(key[index])
                index += 1
            }
        }
        return result
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.zero...ASCII.nine, UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }

    mutating func beginLiteral(_ word: StaticString) {
        literal = word
        remaining = word.utf8CodeUnitCount - 1
        state = .literal
    }

    mutating func literalByte(_ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let isMark = literal.utf8Start.pointee == ASCII.byteOrderMark[0]
        guard byte == literal.utf8Start[literal.utf8CodeUnitCount - remaining] else {
            let expected = isMark ? "a byte order mark" : "\(literal)"
            return fail("Expected \(expected), found \(Self.shown(byte)).", at: index, in: bytes)
        }
        remaining -= 1
        if remaining == 0 {
            if isMark { state = .betweenValues } else { valueEnded(after: index + 1, in: bytes) }
        }
        return true
    }

    mutating func number(_ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let isDigit = (ASCII.zero...ASCII.nine).contains(byte)
        switch (state, byte) {
        case (.numberSign, ASCII.zero): state = .numberZero
        case (.numberSign, _) where isDigit: state = .numberDigits
        case (.numberDigits, _) where isDigit: break
        case (.numberZero, ASCII.point), (.numberDigits, ASCII.point): state = .fractionStart
        case (.fractionStart, _) where isDigit, (.fractionDigits, _) where isDigit: state = .fractionDigits
        case (.numberZero, UInt8(ascii: "e")), (.numberDigits, UInt8(ascii: "e")),
            (.fractionDigits, UInt8(ascii: "e")), (.numberZero, UInt8(ascii: "E")),
            (.numberDigits, UInt8(ascii: "E")), (.fractionDigits, UInt8(ascii: "E")):
            state = .exponentStart
        case (.exponentStart, ASCII.plus), (.exponentStart, ASCII.minus): state = .exponentSign
        case (.exponentStart, _) where isDigit, (.exponentSign, _) where isDigit, (.exponentDigits, _) where isDigit:
            state = .exponentDigits
        case (.numberZero, _) where !isDigit, (.numberDigits, _), (.fractionDigits, _), (.exponentDigits, _):
            valueEnded(after: index, in: bytes)
            return false
        default:
            return fail("\(Self.shown(byte)) cannot stand here in a number.", at: index, in: bytes)
        }
        return true
    }
}
