// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// A condition of a filter beside the stream and the times.
enum EventCondition: Sendable, Hashable {
    /// At least one of the alternatives holds; negated, none of them.
    case term(alternatives: [Alternative], isNegated: Bool)
    /// Title or detail contains the text, without regard to case.
    case phrase(text: String, isNegated: Bool)

    /// Columns that must all have their values.
    struct Alternative: Sendable, Hashable {
        var matches: [Match]

        /// The column of an index that finds the rows in the order of the page; nil where there is none.
        var lead: Match? { matches.first { $0.column.isIndexed } }
    }

    struct Match: Sendable, Hashable {
        var column: Column
        var value: String
    }

    /// The columns that terms look at.
    enum Column: String, Sendable, Hashable {
        case action
        case actorEmail = "actor_email"
        case actorUsername = "actor_username"
        case category
        case correlation = "correlation_id"
        case environment
        case id
        case origin
        case outcome
        case package = "package_id"
        case request = "request_id"
        case resourceID = "resource_id"
        case resourceType = "resource_type"
        case severity
        case surface
        case tenant

        /// Whether rows with one value come out of an index in the order of the page.
        var isIndexed: Bool {
            switch self {
            case .action, .actorUsername, .category, .correlation, .id, .outcome, .package, .request, .resourceID,
                .severity:
                true
            case .actorEmail, .environment, .origin, .resourceType, .surface, .tenant: false
            }
        }
    }
}

extension EventCondition {
    /// The condition of a term; nil where every event passes. A term that no event can pass has no alternatives.
    ///
    /// - Throws: `GovernanceError` (`invalid-input`) for a comparison or a word that the field does not have.
    init?(_ term: EventFilter.Term) throws(GovernanceError) {
        var alternatives: [Alternative] = []
        switch term.field {
        case .severity:
            let severities = try Self.severities(term)
            if severities.count == Severity.allCases.count && !term.isNegated { return nil }
            alternatives = severities.map { Alternative(matches: [Match(column: .severity, value: $0.rawValue)]) }
        default:
            guard term.comparison == .equal else {
                throw GovernanceError(
                    .invalidInput,
                    "\(term.field.rawValue) cannot be compared with \(term.comparison.rawValue); only severity can.")
            }
            for value in term.values {
                for alternative in Self.alternatives(term.field, value) where !alternatives.contains(alternative) {
                    alternatives.append(alternative)
                }
            }
        }
        if alternatives.isEmpty && term.isNegated { return nil }
        self = .term(alternatives: alternatives, isNegated: term.isNegated)
    }

    private static func alternatives(_ field: EventFilter.Field, _ value: String) -> [Alternative] {
        func one(_ column: Column) -> [Alternative] {
            [Alternative(matches: [Match(column: column, value: value)])]
        }
        switch field {
        case .action: return one(.action)
        case .actor: return one(.actorUsername) + (value.contains("@") ? one(.actorEmail) : [])
        case .category: return one(.category)
        case .correlation: return one(.correlation)
        case .environment: return one(.environment)
        case .id:
            guard let uuid = ShownID.uuid(value, prefix: ShownID.eventPrefix) else { return [] }
            return [Alternative(matches: [Match(column: .id, value: uuid)])]
        case .origin: return one(.origin)
        case .outcome: return one(.outcome)
        case .package: return one(.package)
        case .request:
            guard let uuid = ShownID.uuid(value, prefix: ShownID.requestPrefix) else { return [] }
            return [Alternative(matches: [Match(column: .request, value: ShownID.request(uuid))])]
        case .resource: return resource(value)
        // severities and streams are dealt with before this is asked
        case .severity, .stream: return []
        case .surface: return one(.surface)
        case .tenant: return one(.tenant)
        }
    }

    /// `type`, `type/id` or `/id`; the type ends at the first slash.
    private static func resource(_ value: String) -> [Alternative] {
        guard let slash = value.firstIndex(of: "/") else {
            return [Alternative(matches: [Match(column: .resourceType, value: value)])]
        }
        let type = String(value[..<slash])
        let identifier = Match(column: .resourceID, value: String(value[value.index(after: slash)...]))
        return [
            Alternative(matches: type.isEmpty ? [identifier] : [identifier, Match(column: .resourceType, value: type)])
        ]
    }

    private static func severities(_ term: EventFilter.Term) throws(GovernanceError) -> [Severity] {
        var bounds: [Severity] = []
        for value in term.values {
            guard let severity = Severity(rawValue: value) else {
                let known = Severity.allCases.map(\.rawValue).joined(separator: ", ")
                throw GovernanceError(.invalidInput, "severity is one of \(known).")
            }
            bounds.append(severity)
        }
        return Severity.allCases.filter { severity in
            bounds.contains { bound in
                switch term.comparison {
                case .equal: severity == bound
                case .atLeast: severity >= bound
                case .greater: severity > bound
                case .atMost: severity <= bound
                case .less: severity < bound
                }
            }
        }
    }
}
