// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Text that PostgreSQL can hold, in the length of its column. What is cut or replaced is marked in the text.
enum BoundedText {
    /// Cuts to at most `limit` characters (Unicode code points, as PostgreSQL counts them) and `bytes` bytes of JSON,
    /// the mark included. NUL, which PostgreSQL cannot hold, becomes ␀ (U+2400).
    ///
    /// A text that is only the beginning of another, of `originalLength` characters, bears the mark in any case.
    static func cut(_ text: String, to limit: Int, bytes: Int = .max, originalLength: Int? = nil) -> String {
        let scalars = text.unicodeScalars
        let clean = text.utf8.contains(0) ? String(String.UnicodeScalarView(scalars.map(withoutNUL))) : text
        // No code point takes more than six bytes, so most text is not counted.
        let count = text.utf8.count
        if originalLength == nil, count <= limit && count <= bytes / 6 { return clean }
        let length = originalLength ?? scalars.count
        if originalLength == nil, length <= limit && size(clean) <= bytes { return clean }
        let mark = " … [cut, \(length) characters]"
        let markLength = mark.unicodeScalars.count
        var kept = String.UnicodeScalarView()
        var keptCount = 0
        var keptBytes = size(mark)
        for scalar in clean.unicodeScalars {
            keptBytes += jsonSize(scalar)
            keptCount += 1
            guard keptCount + markLength <= limit, keptBytes <= bytes else { break }
            kept.append(scalar)
        }
        return String(kept) + mark
    }

    private static func withoutNUL(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar == "\0" ? "\u{2400}" : scalar
    }

    /// The bytes that the text takes inside a JSON string.
    static func size(_ text: String) -> Int {
        var size = 0
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C, 0x08, 0x09, 0x0A, 0x0C, 0x0D: size += 2
            case 0..<0x20: size += 6
            default: size += 1
            }
        }
        return size
    }

    private static func jsonSize(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x22, 0x5C, 0x08, 0x09, 0x0A, 0x0C, 0x0D: 2
        case 0..<0x20: 6
        case 0x20..<0x80: 1
        case 0x80..<0x800: 2
        case 0x800..<0x1_0000: 3
        default: 4
        }
    }
}
