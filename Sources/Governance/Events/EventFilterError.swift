// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why a filter expression could not be read, and where.
public struct EventFilterError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        case unknownField = "unknown-field"
        case unknownValue = "unknown-value"
        case missingValue = "missing-value"
        case unsupportedComparison = "unsupported-comparison"
        case unterminatedQuote = "unterminated-quote"
        case strayQuote = "stray-quote"
        case textTooShort = "text-too-short"
        case invalidTime = "invalid-time"
        case invalidIdentifier = "invalid-identifier"
        case notNegatable = "not-negatable"
        case givenTwice = "given-twice"
        case emptyRange = "empty-range"
        case invalidCharacter = "invalid-character"
        case tooLong = "too-long"
    }

    public var code: Code
    /// Words for a person: what is wrong, and what would be right.
    public var message: String
    /// Where the fault begins, counted in characters from 1.
    public var column: Int
    /// How many characters are at fault, at least one.
    public var length: Int
    /// The whole expression.
    public var expression: String
    /// The nearest word that would have been understood.
    public var suggestion: String?

    public init(
        _ code: Code, _ message: String, column: Int, length: Int = 1, expression: String, suggestion: String? = nil
    ) {
        self.code = code
        self.message = message
        self.column = column
        self.length = max(1, length)
        self.expression = expression
        self.suggestion = suggestion
    }

    public var description: String { "column \(column): \(message)" }

    /// The expression, carets below the fault, and the message.
    ///
    /// Characters that a terminal would hide or obey are shown by their numbers, e.g. `<U+202E>`.
    /// - Parameter width: How many columns a printable text takes, for an expression with wide characters.
    /// - Returns: Two lines, without a line break at the end.
    public func rendering(width: (String) -> Int = { $0.count }) -> String {
        var line = ""
        var indent = 0
        var caretCount = 0
        for (offset, character) in expression.enumerated() {
            let shown = Self.visible(character)
            line += shown
            if offset + 1 < column {
                indent += width(shown)
            } else if offset + 1 < column + length {
                caretCount += width(shown)
            }
        }
        return line + "\n" + String(repeating: " ", count: indent) + String(repeating: "^", count: max(1, caretCount))
            + " " + message
    }

    private static func visible(_ character: Character) -> String {
        var shown = ""
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                shown += "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
            default:
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
