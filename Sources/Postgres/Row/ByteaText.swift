// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The text forms of `bytea` (PostgreSQL manual, 8.4): `\x` and hexadecimal digits, or the older escape form.
enum ByteaText {
    static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let backslash = UInt8(ascii: "\\")
        if text.count >= 2, text[0] == backslash, text[1] == UInt8(ascii: "x") { return hexadecimal(text) }
        var bytes: [UInt8] = []
        var position = 0
        while position < text.count {
            guard text[position] == backslash else {
                bytes.append(text[position])
                position += 1
                continue
            }
            if position + 1 < text.count, text[position + 1] == backslash {
                bytes.append(backslash)
                position += 2
                continue
            }
            guard position + 3 < text.count else { return nil }
            var value = 0
            for byte in text[position + 1...position + 3] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "7") else { return nil }
                value = value * 8 + Int(byte - UInt8(ascii: "0"))
            }
            guard let byte = UInt8(exactly: value) else { return nil }
            bytes.append(byte)
            position += 4
        }
        return bytes
    }

    private static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 2 - 1) { buffer, count in
            count = text.count / 2 - 1
            for index in 0..<count {
                let high = digit(text[2 + 2 * index])
                let low = digit(text[3 + 2 * index])
                if high > 15 || low > 15 { isValid = false }
                buffer[index] = high << 4 | low & 15
            }
        }
        return isValid ? bytes : nil
    }

    private static func digit(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: 255
        }
    }
}
