// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A filter that a person gave a name.
public struct SavedFilter: Sendable, Hashable, Codable {
    /// 1 to 40 letters, digits, `.`, `_` and `-`.
    public var name: String
    /// In the filter language, as it was written: `since:7d` stays seven days back from whenever it is used.
    public var expression: String

    public init(name: String, expression: String) {
        self.name = name
        self.expression = expression
    }

    /// The longest name, in characters.
    public static let maximumNameLength = 40

    /// Whether a text can name a filter.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.count)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
                    || [".", "_", "-"].contains(scalar)
            }
    }
}
