// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// The conditions as SQL, each led by ` and `. Values are always bound.
extension EventCriteria {
    var query: Query {
        streamCondition + times + conditionQuery
    }

    /// All but the indexed column's own condition, which `lead` says.
    var queryBesideLead: Query {
        var query = streamCondition + times
        guard let lead, case .term(let alternatives, _)? = conditions.first else { return query }
        for match in alternatives.flatMap(\.matches) where match != lead {
            query += " and \(unescaped: match.column.rawValue) = \(match.value)"
        }
        return query
    }

    private var conditionQuery: Query {
        var query: Query = ""
        for condition in conditions {
            query += " and \(condition.query)"
        }
        return query
    }

    /// Which partitions to look into.
    var streamCondition: Query {
        guard let streams else { return "" }
        // words of a fixed vocabulary; as text of the statement they settle what is planned at all
        let words = streams.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return " and stream in (\(unescaped: words))"
    }

    /// The times of recording as bounds on ids; what lies between two milliseconds is compared by the time itself.
    var times: Query {
        var query: Query = ""
        if let since {
            query += " and id >= \(RecordingID.lowest(millisecond: since.millisecond))"
            if !since.isWholeMillisecond { query += " and recorded_at >= \(timestamp: since.microseconds)" }
        }
        if let until {
            let end = until.millisecond + (until.isWholeMillisecond ? 0 : 1)
            query += " and id < \(RecordingID.lowest(millisecond: end))"
            if !until.isWholeMillisecond { query += " and recorded_at < \(timestamp: until.microseconds)" }
        }
        return query
    }
}

extension EventCondition {
    var query: Query {
        switch self {
        case .term(let alternatives, let isNegated):
            var query: Query = "("
            for (index, group) in Self.grouped(alternatives).enumerated() {
                if index > 0 { query += " or " }
                query += Self.query(group)
            }
            // nothing holds of a value that is not there, and its negation does
            return query + (isNegated ? ") is not true" : ")")
        case .phrase(let text, let isNegated):
            let pattern = "%" + Self.escapedPattern(text) + "%"
            let query: Query = "(title ilike \(pattern) or detail ilike \(pattern)"
            return query + (isNegated ? ") is not true" : ")")
        }
    }

    /// Text for LIKE and ILIKE that stands for itself; a backslash is PostgreSQL's escape character there.
    static func escapedPattern(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if scalar == "\\" || scalar == "%" || scalar == "_" { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    /// Alternatives that ask for one value of one column are put together by column.
    private static func grouped(_ alternatives: [Alternative]) -> [[Alternative]] {
        var groups: [[Alternative]] = []
        for alternative in alternatives {
            let known = groups.firstIndex { group in
                alternative.matches.count == 1 && group.first?.matches.count == 1
                    && group.first?.matches.first?.column == alternative.matches.first?.column
            }
            if let known { groups[known].append(alternative) } else { groups.append([alternative]) }
        }
        return groups
    }

    private static func query(_ group: [Alternative]) -> Query {
        let firsts = group.compactMap(\.matches.first)
        if group.count > 1, let column = firsts.first?.column {
            let cast: Query = column == .id ? "::uuid[]" : ""
            return "\(unescaped: column.rawValue) = any(\(firsts.map(\.value))\(cast))"
        }
        var query: Query = ""
        for (index, match) in (group.first?.matches ?? []).enumerated() {
            if index > 0 { query += " and " }
            query += "\(unescaped: match.column.rawValue) = \(match.value)"
        }
        return query
    }
}
