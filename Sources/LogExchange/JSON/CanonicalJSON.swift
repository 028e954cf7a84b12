// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// The bytes of a value in the form of RFC 8785: members sorted by UTF-16 code units, no blanks, minimal escapes.
///
/// For values as `JSONTree` reads them with `Decimals.text`: their numbers are integers up to 2^53, whose form RFC 8785
/// and Swift agree on.
enum CanonicalJSON {
    static func bytes(of value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        write(value, to: &bytes)
        return bytes
    }

    private static func write(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += Array("null".utf8)
        case .bool(let flag): bytes += Array((flag ? "true" : "false").utf8)
        case .integer(let integer): bytes += Array(String(integer).utf8)
        case .double(let double): bytes += Array(String(double).utf8)
        case .string(let text): write(text, to: &bytes)
        case .array(let array):
            bytes.append(ASCII.leftBracket)
            for (index, element) in array.enumerated() {
                if index > 0 { bytes.append(ASCII.comma) }
                write(element, to: &bytes)
            }
            bytes.append(ASCII.rightBracket)
        case .object(let object):
            bytes.append(ASCII.leftBrace)
            let members = object.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(ASCII.comma) }
                write(member.key, to: &bytes)
                bytes.append(ASCII.colon)
                write(member.value, to: &bytes)
            }
            bytes.append(ASCII.rightBrace)
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(ASCII.quote)
        for byte in text.utf8 {
            switch byte {
            case ASCII.quote, ASCII.backslash: bytes += [ASCII.backslash, byte]
            case 0x08: bytes += Array("\\b".utf8)
            case 0x09: bytes += Array("\\t".utf8)
            case 0x0A: bytes += Array("\\n".utf8)
            case 0x0C: bytes += Array("\\f".utf8)
            case 0x0D: bytes += Array("\\r".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += Array("\\u00\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(ASCII.quote)
    }
}
