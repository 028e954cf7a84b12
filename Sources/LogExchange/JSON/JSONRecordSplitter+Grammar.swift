// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The bytes that JSON gives a meaning.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let minus: UInt8 = 0x2D
    static let point: UInt8 = 0x2E
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let leftBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let rightBracket: UInt8 = 0x5D
    static let leftBrace: UInt8 = 0x7B
    static let rightBrace: UInt8 = 0x7D
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// One byte at a time through the grammar of RFC 8259.
extension JSONRecordSplitter {
    /// Takes one byte; false where the byte has to be looked at again in the new state.
    mutating func step(_ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch state {
        case .betweenValues, .value, .valueOrEnd, .key, .keyOrEnd, .colon, .afterValue:
            structure(byte, at: index, in: bytes)
        case .string, .escape, .unicodeEscape, .continuationByte:
            text(byte, at: index, in: bytes)
        case .literal:
            literalByte(byte, at: index, in: bytes)
        case .numberSign, .numberZero, .numberDigits, .fractionStart, .fractionDigits, .exponentStart, .exponentSign,
            .exponentDigits:
            number(byte, at: index, in: bytes)
        case .skipping:
            skipByte(byte, at: index, in: bytes)
        }
    }

    private mutating func structure(_ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch byte {
        case ASCII.space, ASCII.tab, ASCII.carriageReturn: return true
        case ASCII.lineFeed:
            startLine(after: index)
            return true
        default: break
        }
        let isObject = containers & 1 == 1
        switch (state, byte) {
        case (.betweenValues, ASCII.leftBrace), (.betweenValues, ASCII.leftBracket):
            isRecovering = false
            isInEnvelope = false
            hasValue = true
            return beginValue(byte, at: index, in: bytes)
        case (.betweenValues, ASCII.byteOrderMark[0]) where chunkOffset + index == 0:
            return skipByteOrderMark(at: index, in: bytes)
        case (.betweenValues, _):
            return fail("Expected the { of a record, found \(Self.shown(byte)).", at: index, in: bytes)
        case (.valueOrEnd, ASCII.rightBracket):
            return close(at: index, in: bytes)
        case (.value, _), (.valueOrEnd, _):
            return beginValue(byte, at: index, in: bytes)
        case (.key, ASCII.quote), (.keyOrEnd, ASCII.quote):
            isKey = true
            if depth == 1, isInEnvelope || record?.mayBeEnvelope == true { keyBytes = [] }
            state = .string
            return true
        case (.keyOrEnd, ASCII.rightBrace):
            return close(at: index, in: bytes)
        case (.key, _), (.keyOrEnd, _):
            return fail("Expected a key in double quotes, found \(Self.shown(byte)).", at: index, in: bytes)
        case (.colon, ASCII.colon):
            state = .value
            return true
        case (.colon, _):
            return fail("Expected a colon after the key, found \(Self.shown(byte)).", at: index, in: bytes)
        case (_, ASCII.comma):
            if depth == recordsDepth { isRecovering = false }
            state = isObject ? .key : .value
            return true
        case (_, ASCII.rightBrace) where isObject, (_, ASCII.rightBracket) where !isObject:
            return close(at: index, in: bytes)
        default:
            let expected = isObject ? "a comma or }" : "a comma or ]"
            return fail("Expected \(expected), found \(Self.shown(byte)).", at: index, in: bytes)
        }
    }

    private mutating func beginValue(_ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let wantsRecordsArray = expectsRecordsArray
        expectsRecordsArray = false
        if wantsRecordsArray {
            guard byte == ASCII.leftBracket else {
                return fail("Expected an array of records, found \(Self.shown(byte)).", at: index, in: bytes)
            }
            becomeEnvelope()
        } else if record == nil, depth == recordsDepth || (depth == 0 && byte == ASCII.leftBrace) {
            openRecord(at: index, isObject: byte == ASCII.leftBrace)
        }
        switch byte {
        case ASCII.leftBrace:
            return open(isObject: true, at: index, in: bytes)
        case ASCII.leftBracket:
            guard open(isObject: false, at: index, in: bytes) else { return false }
            if wantsRecordsArray || (depth == 1 && record == nil) { recordsDepth = depth }
        case ASCII.quote:
            isKey = false
            state = .string
        case UInt8(ascii: "t"): beginLiteral("true")
        case UInt8(ascii: "f"): beginLiteral("false")
        case UInt8(ascii: "n"): beginLiteral("null")
        case ASCII.minus: state = .numberSign
        case ASCII.zero: state = .numberZero
        case UInt8(ascii: "1")...ASCII.nine: state = .numberDigits
        default:
            return fail("Expected a value, found \(Self.shown(byte)).", at: index, in: bytes)
        }
        return true
    }

    private mutating func open(isObject: Bool, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard depth < Self.maximumDepth else {
            return fail("Nested deeper than \(Self.maximumDepth) levels.", at: index, in: bytes)
        }
        containers = containers << 1 | (isObject ? 1 : 0)
        depth += 1
        state = isObject ? .keyOrEnd : .valueOrEnd
        return true
    }

    private mutating func close(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        containers >>= 1
        depth -= 1
        if let inner = recordsDepth, depth < inner { recordsDepth = nil }
        valueEnded(after: index + 1, in: bytes)
        return true
    }

    /// A value is complete; `end` is the index after its last byte.
    mutating func valueEnded(after end: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        state = depth == 0 ? .betweenValues : .afterValue
        if let record, record.base == depth { endRecord(after: end, in: bytes) }
    }

    mutating func startLine(after index: Int) {
        line += 1
        lineStart = chunkOffset + index + 1
    }

    /// A byte for a message: itself where it is printable ASCII, else its value.
    static func shown(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte)
            ? "“\(Character(Unicode.Scalar(byte)))”" : "the byte 0x\(String(byte, radix: 16, uppercase: true))"
    }

    private mutating func skipByteOrderMark(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        remaining = ASCII.byteOrderMark.count - 1
        literal = "\u{FEFF}"
        state = .literal
        return true
    }
}
