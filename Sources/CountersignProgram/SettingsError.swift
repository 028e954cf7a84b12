// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A setting that cannot be used. Names where it stands, which it is, and what would be right.
package struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The option, the variable, or the file.
    package var place: String
    /// The key in a file; nil for options and variables.
    package var key: String?
    /// What is wrong and how to put it right; never the value of something that may hold a secret.
    package var message: String

    package init(_ place: String, key: String? = nil, _ message: String) {
        self.place = place
        self.key = key
        self.message = message
    }

    package var description: String { "\(place): \(key.map { "\($0): " } ?? "")\(message)" }
}
