// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Reads one JSON text that `JSONRecordSplitter` found to be well-formed into a value as `changes` keeps it: integers up
/// to 2^53 are numbers, every other number is a string with the digits that the text has (canonical form 1).
///
/// `JSONDecoder` has no way to ask what comes next, so reading arbitrary JSON with it costs an error for every wrong
/// guess: measured, ten times as long as this. It also keeps no digits.
struct JSONTree {
    /// Larger integers are kept as text.
    static let largestInteger: Int64 = 1 << 53

    /// What becomes of a number that is no integer up to 2^53.
    enum Decimals: Sendable {
        /// A string with the digits that the text has, as `changes` keep it.
        case text
        /// `double`, so that it can be told from a string.
        case number
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let decimals: Decimals
    private var index = 0

    /// The value of a JSON text; nil where it is not well-formed.
    static func value(of text: [UInt8], decimals: Decimals = .text) -> JSONValue? {
        text.withUnsafeBufferPointer { bytes in
            var tree = JSONTree(bytes: bytes, decimals: decimals)
            guard let value = tree.value(depth: 0) else { return nil }
            tree.skipBlanks()
            return tree.index == bytes.count ? value : nil
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, decimals: Decimals) {
        self.bytes = bytes
        self.decimals = decimals
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte = next,
            byte == ASCII.space || byte == ASCII.lineFeed || byte == ASCII.carriageReturn || byte == ASCII.tab
        {
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth <= JSONRecordSplitter.maximumDepth else { return nil }
        skipBlanks()
        switch next {
        case ASCII.leftBrace: return object(depth: depth)
        case ASCII.leftBracket: return array(depth: depth)
        case ASCII.quote: return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        index += 1
        var members: [String: JSONValue] = [:]
        skipBlanks()
        if take(ASCII.rightBrace) { return .object(members) }
        while true {
            skipBlanks()
            guard let key = string() else { return nil }
            skipBlanks()
            guard take(ASCII.colon), let member = value(depth: depth + 1) else { return nil }
            members[key] = member
            skipBlanks()
            if take(ASCII.comma) { continue }
            return take(ASCII.rightBrace) ? .object(members) : nil
        }
    }

    private mutating func array(depth: Int) -> JSONValue? {
        index += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if take(ASCII.rightBracket) { return .array(elements) }
        while true {
            guard let element = value(depth: depth + 1) else { return nil }
            elements.append(element)
            skipBlanks()
            if take(ASCII.comma) { continue }
            return take(ASCII.rightBracket) ? .array(elements) : nil
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) -> JSONValue? {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count else { return nil }
        for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { return nil }
        index += count
        return value
    }

    private mutating func number() -> JSONValue? {
        let start = index
        while let byte = next, isNumberByte(byte) { index += 1 }
        guard index > start else { return nil }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let integer = Int64(text), (-Self.largestInteger...Self.largestInteger).contains(integer) else {
            guard decimals == .number else { return .string(text) }
            return Double(text).map(JSONValue.double)
        }
        return .integer(integer)
    }

    private func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.zero...ASCII.nine, ASCII.minus, ASCII.plus, ASCII.point, UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private mutating func string() -> String? {
        guard take(ASCII.quote) else { return nil }
        let start = index
        while let byte = next, byte != ASCII.quote, byte != ASCII.backslash { index += 1 }
        guard next == ASCII.backslash else {
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            return take(ASCII.quote) ? text : nil
        }
        var text = Array(bytes[start..<index])
        while let byte = next {
            index += 1
            switch byte {
            case ASCII.quote: return String(decoding: text, as: UTF8.self)
            case ASCII.backslash: guard escape(into: &text) else { return nil }
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape(into text: inout [UInt8]) -> Bool {
        guard let byte = next else { return false }
        index += 1
        switch byte {
        case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(ASCII.lineFeed)
        case UInt8(ascii: "r"): text.append(ASCII.carriageReturn)
        case UInt8(ascii: "t"): text.append(ASCII.tab)
        case UInt8(ascii: "u"):
            guard let scalar = escapedScalar() else { return false }
            text += Array(String(Character(scalar)).utf8)
        default: return false
        }
        return true
    }

    /// The character of an escape of four hexadecimal digits (RFC 8259, section 7), or of two that are a surrogate pair.
    /// Half a pair, which no text can hold, becomes U+FFFD.
    private mutating func escapedScalar() -> Unicode.Scalar? {
        guard let first = hexadecimal() else { return nil }
        guard (0xD800...0xDBFF).contains(first), index + 6 <= bytes.count, bytes[index] == ASCII.backslash,
            bytes[index + 1] == UInt8(ascii: "u")
        else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let afterFirst = index
        index += 2
        guard let second = hexadecimal() else { return nil }
        guard (0xDC00...0xDFFF).contains(second) else {
            index = afterFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    private mutating func hexadecimal() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        index += 4
        return value
    }
}
