// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The text form of one-dimensional arrays (PostgreSQL manual, 8.15.6), such as `{"a","b \"c\"",NULL}`.
enum ArrayLiteral {
    /// The literal for `elements`, each quoted, so that no element can be taken for NULL or syntax.
    static func text(of elements: [String?]) -> String {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        var literal = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { literal.append(UInt8(ascii: ",")) }
            guard var element else {
                literal += "NULL".utf8
                continue
            }
            literal.append(quote)
            element.withUTF8 { bytes in
                for byte in bytes {
                    if byte == quote || byte == backslash { literal.append(backslash) }
                    literal.append(byte)
                }
            }
            literal.append(quote)
        }
        literal.append(UInt8(ascii: "}"))
        return String(decoding: literal, as: UTF8.self)
    }

    /// The elements of a literal; nil where it is none, or has more than one dimension.
    static func elements(of bytes: UnsafeBufferPointer<UInt8>) -> [String?]? {
        var parser = Parser(bytes: bytes)
        return parser.parse()
    }

    private struct Parser {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func parse() -> [String?]? {
            // A lower bound other than 1 is written in front: [0:2]={a,b,c}
            if next == UInt8(ascii: "[") {
                guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
                position = equals + 1
            }
            guard next == UInt8(ascii: "{") else { return nil }
            position += 1
            var elements: [String?] = []
            if next == UInt8(ascii: "}") {
                position += 1
                return position == bytes.count ? elements : nil
            }
            while let byte = next {
                if byte == UInt8(ascii: "{") { return nil }
                guard let element = byte == UInt8(ascii: "\"") ? quoted() : plain() else { return nil }
                elements.append(element)
                guard let separator = next else { return nil }
                position += 1
                if separator == UInt8(ascii: "}") { return position == bytes.count ? elements : nil }
                guard separator == UInt8(ascii: ",") else { return nil }
            }
            return nil
        }

        private mutating func quoted() -> String?? {
            position += 1
            var content: [UInt8] = []
            while let byte = next {
                position += 1
                switch byte {
                case UInt8(ascii: "\""):
                    guard let text = String(validating: content, as: UTF8.self) else { return nil }
                    return .some(text)
                case UInt8(ascii: "\\"):
                    guard let escaped = next else { return nil }
                    content.append(escaped)
                    position += 1
                default:
                    content.append(byte)
                }
            }
            return nil
        }

        private mutating func plain() -> String?? {
            var content: [UInt8] = []
            while let byte = next, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") {
                position += 1
                if byte == UInt8(ascii: "\\"), let escaped = next {
                    content.append(escaped)
                    position += 1
                } else {
                    content.append(byte)
                }
            }
            guard let text = String(validating: content, as: UTF8.self), !text.isEmpty else { return nil }
            return .some(text == "NULL" ? nil : text)
        }
    }
}
