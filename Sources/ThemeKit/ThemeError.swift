// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why a theme cannot be used.
public struct ThemeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, stable across versions.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// No theme of that name in any folder.
        public static let notFound = Code(rawValue: "theme-not-found")
        /// The file cannot be read.
        public static let unreadable = Code(rawValue: "theme-unreadable")
        /// The file is not YAML.
        public static let notYAML = Code(rawValue: "theme-not-yaml")
        /// A value is not what its key needs.
        public static let invalidValue = Code(rawValue: "theme-invalid-value")
        /// `inherits` leads back to the theme itself, or too far.
        public static let inheritanceLoop = Code(rawValue: "theme-inheritance-loop")
    }

    public let code: Code
    /// The file, where one is concerned.
    public let file: String?
    /// Its line, counted from 1.
    public let line: Int?
    /// The key, such as `styles.severity.high`.
    public let key: String?
    /// For a person: what is wrong and what to write instead.
    public let message: String

    public init(code: Code, file: String? = nil, line: Int? = nil, key: String? = nil, message: String) {
        self.code = code
        self.file = file
        self.line = line
        self.key = key
        self.message = message
    }

    /// `FILE:LINE: KEY: MESSAGE`, as compilers write it.
    public var description: String {
        var parts: [String] = []
        if let file { parts.append(line.map { "\(file):\($0)" } ?? file) }
        if let key { parts.append(key) }
        parts.append(message)
        return parts.joined(separator: ": ")
    }
}
