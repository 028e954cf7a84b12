// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension DisplayText {
    enum Provenance {
        case outside
        case literal
    }

    init(_ text: String, from provenance: Provenance) {
        if Self.isPlain(text, from: provenance) {
            self.init(sanitized: text, width: text.utf8.count, isASCII: true)
            return
        }
        var sanitizer = Sanitizer(provenance: provenance)
        sanitizer.append(text.unicodeScalars)
        self.init(sanitized: sanitizer.output, width: sanitizer.width, isASCII: false)
    }

    /// Makes any text safe to show, one element for each of its lines.
    ///
    /// Every line that ended in a newline keeps a visible `⏎`, so that a line which an author put there can be told
    /// from one which wrapping made.
    public static func lines(of text: String) -> [DisplayText] {
        var lines: [DisplayText] = []
        var rest = text.unicodeScalars[...]
        while let newline = rest.firstIndex(of: "\n") {
            let after = rest.index(after: newline)
            lines.append(DisplayText(String(rest[..<after]), from: .outside))
            rest = rest[after...]
        }
        if !rest.isEmpty || lines.isEmpty { lines.append(DisplayText(String(rest), from: .outside)) }
        return lines
    }

    /// Printable ASCII without anything that could be mistaken for an escape.
    private static func isPlain(_ text: String, from provenance: Provenance) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            for index in bytes.indices {
                let byte = bytes[index]
                guard byte >= 0x20, byte < 0x7F else { return false }
                if byte == UInt8(ascii: "<"), provenance == .outside, index + 2 < bytes.count,
                    bytes[index + 1] == UInt8(ascii: "U"), bytes[index + 2] == UInt8(ascii: "+")
                {
                    return false
                }
            }
            return true
        }
    }
}

/// Goes through scalars once and shows what must not stand as it is.
private struct Sanitizer {
    let provenance: DisplayText.Provenance
    var output = ""
    var width = 0

    /// The letter that marks may sit on; nil at the start and after anything escaped.
    private var base: Unicode.Scalar?
    private var marks = 0
    /// The scalar before, for conjoining Hangul.
    private var previous: Unicode.Scalar?

    init(provenance: DisplayText.Provenance) {
        self.provenance = provenance
    }

    mutating func append(_ scalars: String.UnicodeScalarView) {
        output.reserveCapacity(scalars.count)
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if provenance == .outside, scalar == "<", scalars[next...].starts(with: "U+".unicodeScalars) {
                escape(scalar)
            } else {
                append(scalar)
            }
            index = next
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if provenance == .outside {
            switch scalar {
            case "\n": return show("⏎")
            case "\t": return show("⇥")
            case "⏎", "⇥": return escape(scalar)
            default: break
            }
        }
        switch ScalarClass(scalar) {
        case .escaped: escape(scalar)
        case .mark: appendMark(scalar)
        case .narrow: appendBase(scalar, width: 1)
        case .wide: appendBase(scalar, width: 2)
        }
    }

    private mutating func appendBase(_ scalar: Unicode.Scalar, width: Int) {
        output.unicodeScalars.append(scalar)
        self.width += width
        base = scalar
        previous = scalar
        marks = 0
    }

    private mutating func appendMark(_ scalar: Unicode.Scalar) {
        guard base != nil, marks < DisplayText.markLimit, scalar.joins(previous) else {
            escape(scalar)
            return
        }
        output.unicodeScalars.append(scalar)
        previous = scalar
        marks += 1
    }

    private mutating func show(_ glyph: String) {
        output += glyph
        width += 1
        base = nil
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        output += "<U+"
        output += String(repeating: "0", count: max(0, 4 - digits.utf8.count))
        output += digits
        output += ">"
        width += 4 + max(4, digits.utf8.count)
        base = nil
    }
}

extension Unicode.Scalar {
    private enum Hangul {
        case leading
        case vowel
        case trailing
        case openSyllable
        case closedSyllable
    }

    /// The Unicode Standard 15.0, section 3.12.
    private var hangul: Hangul? {
        switch value {
        case 0x1100...0x115F, 0xA960...0xA97C: .leading
        case 0x1160...0x11A7, 0xD7B0...0xD7C6: .vowel
        case 0x11A8...0x11FF, 0xD7CB...0xD7FB: .trailing
        case 0xAC00...0xD7A3: (value - 0xAC00) % 28 == 0 ? .openSyllable : .closedSyllable
        default: nil
        }
    }

    /// Whether a mark has something to sit on: vowels and finals of Hangul join only a syllable that they continue,
    /// after anything else terminals draw them nowhere.
    fileprivate func joins(_ previous: Unicode.Scalar?) -> Bool {
        switch hangul {
        case .vowel:
            switch previous?.hangul {
            case .leading, .vowel, .openSyllable: true
            case .trailing, .closedSyllable, nil: false
            }
        case .trailing:
            switch previous?.hangul {
            case .vowel, .trailing, .openSyllable, .closedSyllable: true
            case .leading, nil: false
            }
        case .leading, .openSyllable, .closedSyllable, nil: true
        }
    }
}
