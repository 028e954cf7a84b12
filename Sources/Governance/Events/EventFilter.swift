// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A parsed filter expression: terms that must all hold. The language is described at `init(parsing:now:)`.
public struct EventFilter: Sendable, Hashable {
    /// What a term looks at: the column of the same name where nothing else is said. Values match whole columns.
    public enum Field: String, Sendable, Hashable, CaseIterable {
        case action
        /// `actor_username`; a value with `@` matches `actor_email` too.
        case actor
        case category
        /// `correlation_id`.
        case correlation
        case environment
        /// As shown, `audit_<uuid>`.
        case id
        case origin
        case outcome
        /// `package_id`.
        case package
        /// `request_id` as shown, `req_<uuid>`.
        case request
        /// `resource_type` (`type`), both (`type/id`), or `resource_id` (`/id`); the type ends at the first slash.
        case resource
        case severity
        case stream
        case surface
        case tenant
    }

    public enum Comparison: String, Sendable, Hashable {
        case equal = "="
        case atLeast = ">="
        case greater = ">"
        case atMost = "<="
        case less = "<"
    }

    /// `[-]field:[comparison]value[,value…]`; several values are alternatives.
    public struct Term: Sendable, Hashable {
        public var field: Field
        public var comparison: Comparison
        public var values: [String]
        public var isNegated: Bool

        public init(field: Field, comparison: Comparison = .equal, values: [String], isNegated: Bool = false) {
            self.field = field
            self.comparison = comparison
            self.values = values
            self.isNegated = isNegated
        }
    }

    /// Text that the title or the detail must contain, without regard to case; at least three characters.
    public struct Phrase: Sendable, Hashable {
        public var text: String
        public var isNegated: Bool

        public init(text: String, isNegated: Bool = false) {
            self.text = text
            self.isNegated = isNegated
        }
    }

    public var terms: [Term]
    public var phrases: [Phrase]
    /// Recorded at or after.
    public var since: Timestamp?
    /// Recorded before.
    public var until: Timestamp?

    public init(
        terms: [Term] = [], phrases: [Phrase] = [], since: Timestamp? = nil, until: Timestamp? = nil
    ) {
        self.terms = terms
        self.phrases = phrases
        self.since = since
        self.until = until
    }

    /// Whether every event passes.
    public var isEmpty: Bool { terms.isEmpty && phrases.isEmpty && since == nil && until == nil }
}
