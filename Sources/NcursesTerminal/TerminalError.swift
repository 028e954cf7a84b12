// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why no screen can be shown.
public struct TerminalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, stable across versions.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// Standard input or output is not a terminal.
        public static let notATerminal = Code(rawValue: "not-a-terminal")
        /// TERM is not set.
        public static let noTerminalType = Code(rawValue: "no-terminal-type")
        /// TERM names a terminal without a description here.
        public static let unknownTerminalType = Code(rawValue: "unknown-terminal-type")
        /// TERM names a terminal that cannot place its cursor, such as `dumb`.
        public static let unableTerminal = Code(rawValue: "unable-terminal")
        /// A screen is open in this process already.
        public static let alreadyOpen = Code(rawValue: "already-open")
        /// The operating system refused something that always works.
        public static let system = Code(rawValue: "system")
    }

    public let code: Code
    /// For a person: what is wrong and what to do.
    public let message: String

    public init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
