// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension DisplayText: ExpressibleByStringInterpolation {
    /// Text from the program itself.
    ///
    /// Only a literal gets here, so its glyphs and angle brackets are kept as written; controls and formats are
    /// escaped all the same.
    public init(stringLiteral value: StaticString) {
        self.init(value.description, from: .literal)
    }

    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.text
    }

    /// Collects literal parts as they are and interpolated strings sanitised.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = DisplayText.empty

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: StaticString) {
            text += DisplayText(literal.description, from: .literal)
        }

        public mutating func appendInterpolation(_ value: DisplayText) {
            text += value
        }

        public mutating func appendInterpolation(_ value: String) {
            text += DisplayText(value)
        }

        public mutating func appendInterpolation(_ value: Substring) {
            text += DisplayText(value)
        }

        public mutating func appendInterpolation(_ value: some BinaryInteger) {
            text += DisplayText(value)
        }
    }
}
