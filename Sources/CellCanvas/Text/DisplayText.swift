// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Text that is safe to draw or to print on a terminal, and says what its bytes say.
///
/// Event text is written by whoever made the event. The only way from a `String` to a canvas leads through this type,
/// which shows visibly whatever would steer the terminal, reorder, hide or pass for something else:
///
/// - controls (C0, DEL, C1), every format character (bidi, zero-width, soft hyphen, tags, BOM), line and paragraph
///   separators, spaces other than U+0020 and U+3000, variation selectors, private use, noncharacters, unassigned and
///   default-ignorable scalars appear as `<U+202E>`;
/// - a newline appears as `⏎`, a tab as `⇥`; these two glyphs typed by someone appear as `<U+23CE>` and `<U+21E5>`;
/// - more than four combining marks on one letter, and marks without a letter, appear as `<U+0301>`;
/// - a typed `<U+` appears as `<U+003C>U+`, so every `<U+…>` on the screen was put there by this type and the original
///   can be told from what is shown.
///
/// Letters of every script stay as they are; nothing is reordered here.
///
/// Sanitising is not idempotent, on purpose: never pass `description` through it again. The type keeps one from it,
/// since interpolating or adding a `DisplayText` takes it as it is:
///
/// ```swift
/// let name = DisplayText(event.actor)              // sanitised
/// let line: DisplayText = "signed by \(name)"      // literal parts trusted, interpolated strings sanitised
/// ```
public struct DisplayText: Sendable, Hashable {
    /// The most combining marks that one letter may carry; ncurses keeps no more in a cell either.
    public static let markLimit = 4

    public static let empty = DisplayText(sanitized: "", width: 0, isASCII: true)

    /// The text as shown.
    let string: String
    /// Columns on a terminal.
    public let width: Int
    /// Whether every character is one byte and one column.
    let isASCII: Bool

    init(sanitized string: String, width: Int, isASCII: Bool) {
        self.string = string
        self.width = width
        self.isASCII = isASCII
    }

    /// Makes any text safe to show, on one line.
    public init(_ text: String) {
        self.init(text, from: .outside)
    }

    /// Makes any text safe to show, on one line.
    public init(_ text: Substring) {
        self.init(String(text), from: .outside)
    }

    /// A number in plain decimal digits.
    public init(_ number: some BinaryInteger) {
        let string = String(number)
        self.init(sanitized: string, width: string.utf8.count, isASCII: true)
    }

    public var isEmpty: Bool { string.isEmpty }

    public static func + (left: DisplayText, right: DisplayText) -> DisplayText {
        var string = left.string
        var width = left.width
        // Two halves that are safe each must not make up an escape that nobody wrote.
        // Bytes, not characters: a mark on the `+` makes it another character and hides nothing.
        if right.string.utf8.starts(with: "U+".utf8), string.utf8.last == UInt8(ascii: "<") {
            string.unicodeScalars.removeLast()
            string += "<U+003C>"
            width += 7
        } else if right.string.utf8.first == UInt8(ascii: "+"), string.utf8.suffix(2).elementsEqual("<U".utf8) {
            string.unicodeScalars.removeLast(2)
            string += "<U+003C>U"
            width += 7
        }
        return DisplayText(
            sanitized: string + right.string, width: width + right.width, isASCII: left.isASCII && right.isASCII)
    }

    public static func += (left: inout DisplayText, right: DisplayText) {
        left = left + right
    }

    /// The same text `count` times; nothing for a count below 1.
    public static func repeating(_ text: DisplayText, count: Int) -> DisplayText {
        var result = DisplayText.empty
        for _ in 0..<max(0, min(count, Size.limit)) { result += text }
        return result
    }
}

extension DisplayText: CustomStringConvertible {
    /// The text as shown, free of controls and formats; print it, do not sanitise it again.
    public var description: String { string }
}

extension Sequence<DisplayText> {
    /// All texts in order, with `separator` between them.
    public func joined(separator: DisplayText = .empty) -> DisplayText {
        var result = DisplayText.empty
        for (index, text) in enumerated() {
            if index > 0 { result += separator }
            result += text
        }
        return result
    }
}
