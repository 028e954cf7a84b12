// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Puts scalars together from bytes that arrive one by one; what is not UTF-8 gives nothing.
struct UTF8Assembler {
    private var bytes: [UInt8] = []
    private var expected = 0

    /// The scalar that this byte completes, if it does.
    mutating func take(_ byte: UInt8) -> Unicode.Scalar? {
        if bytes.isEmpty || byte & 0xC0 != 0x80 {
            bytes = [byte]
            expected =
                switch byte {
                case 0x00...0x7F: 1
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 0
                }
        } else {
            bytes.append(byte)
        }
        guard bytes.count >= expected else { return nil }
        defer { bytes.removeAll(keepingCapacity: true) }
        guard expected > 0, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return text.unicodeScalars.first
    }
}
