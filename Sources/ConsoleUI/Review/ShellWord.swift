// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A word of a command line that a shell reads back as exactly these bytes.
struct ShellWord: Sendable, Equatable {
    /// As it is typed: printable, on one line, and never an option by accident.
    let text: String

    init(_ value: String) {
        if !value.isEmpty, value.unicodeScalars.allSatisfy(Self.isBare) {
            text = value
        } else if value.unicodeScalars.allSatisfy(Self.isShown) {
            text = "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        } else {
            text = "$'" + value.unicodeScalars.map(Self.escaped).joined() + "'"
        }
    }

    private static func isBare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", "@", "%", "+", ",": true
        default: false
        }
    }

    /// Whether a reader sees the character as it is: letters, marks and signs, and the one space.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber, .otherPunctuation,
            .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .currencySymbol, .mathSymbol, .otherSymbol:
            return !scalar.properties.isDefaultIgnorableCodePoint
        default: return false
        }
    }

    /// Bytes in octal of exactly three digits: no digit that follows can be taken for a part of them.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "'", "\\": return "\\\(scalar)"
        case _ where isShown(scalar): return String(scalar)
        default:
            return String(scalar).utf8.map { byte in
                let digits = String(byte, radix: 8)
                return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }.joined()
        }
    }
}
