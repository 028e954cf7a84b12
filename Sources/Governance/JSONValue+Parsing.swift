// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Reads JSON text (RFC 8259) as PostgreSQL writes it, to show what a manifest says.
extension JSONValue {
    /// nil where the text is not JSON, nests deeper than 64 levels, or names a member of an object twice: what cannot be
    /// shown exactly is not shown at all.
    public init?(parsing text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpaces()
        guard reader.position == reader.bytes.count else { return nil }
        self = value
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skipSpaces() {
            while let next, [0x20, 0x09, 0x0A, 0x0D].contains(next) { position += 1 }
        }

        private mutating func take(_ byte: Unicode.Scalar) -> Bool {
            guard next == UInt8(ascii: byte) else { return false }
            position += 1
            return true
        }

        private mutating func take(word: StaticString) -> Bool {
            let wanted = word.withUTF8Buffer { Array($0) }
            guard bytes[position...].starts(with: wanted) else { return false }
            position += wanted.count
            return true
        }

        mutating func value(depth: Int) -> JSONValue? {
            guard depth <= 64 else { return nil }
            skipSpaces()
            switch next {
            case UInt8(ascii: "{"): return object(depth: depth)
            case UInt8(ascii: "["): return array(depth: depth)
            case UInt8(ascii: "\""): return string().map(JSONValue.string)
            case UInt8(ascii: "t"): return take(word: "true") ? .bool(true) : nil
            case UInt8(ascii: "f"): return take(word: "false") ? .bool(false) : nil
            case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
            default: return number()
            }
        }

        private mutating func object(depth: Int) -> JSONValue? {
            position += 1
            var members: [String: JSONValue] = [:]
            skipSpaces()
            if take("}") { return .object(members) }
            while true {
                skipSpaces()
                guard let name = string() else { return nil }
                skipSpaces()
                guard take(":"), let value = value(depth: depth + 1),
                    members.updateValue(value, forKey: name) == nil
                else { return nil }
                skipSpaces()
                if take("}") { return .object(members) }
                guard take(",") else { return nil }
            }
        }

        private mutating func array(depth: Int) -> JSONValue? {
            position += 1
            var values: [JSONValue] = []
            skipSpaces()
            if take("]") { return .array(values) }
            while let value = value(depth: depth + 1) {
                values.append(value)
                skipSpaces()
                if take("]") { return .array(values) }
                guard take(",") else { return nil }
            }
            return nil
        }

        private mutating func number() -> JSONValue? {
            let start = position
            while let next, (0x30...0x39).contains(next) || "+-.eE".utf8.contains(next) { position += 1 }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            return Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.double)
        }

        private mutating func string() -> String? {
            guard take("\"") else { return nil }
            var taken: [UInt8] = []
            while let byte = next {
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(validating: taken, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let scalar = escape() else { return nil }
                    taken += Array(String(scalar).utf8)
                case ..<0x20: return nil
                default: taken.append(byte)
                }
            }
            return nil
        }

        private mutating func escape() -> Unicode.Scalar? {
            guard let byte = next else { return nil }
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "u"): return unicodeEscape()
            default: return nil
            }
        }

        private mutating func unicodeEscape() -> Unicode.Scalar? {
            guard let first = hexadecimal() else { return nil }
            guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
            guard take(word: "\\u"), let second = hexadecimal(), (0xDC00..<0xE000).contains(second) else { return nil }
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        }

        private mutating func hexadecimal() -> UInt32? {
            guard position + 4 <= bytes.count else { return nil }
            let digits = bytes[position..<position + 4]
            position += 4
            guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
            return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        }
    }
}
