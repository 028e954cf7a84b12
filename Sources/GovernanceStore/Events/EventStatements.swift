// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// The statements that read events, for one tier of reading.
///
/// Conditions on the id are plain comparisons with values, so PostgreSQL leaves out the months that cannot match.
struct EventStatements: Sendable, Hashable {
    var tier: ReadingTier

    /// The columns of an event, in the order in which `AuditEvent` decodes them.
    static let columns: Query = """
        id, format, occurred_at, recorded_at, stream, category, severity, action, title, detail, actor_username, \
        actor_email, actor_roles, actor_auth_method, via, client_address, surface, resource_type, resource_id, \
        tenant, environment, package_id, request_id, correlation_id, backend, result_reference, outcome, error_code, \
        error_message, changes, coverage, origin, origin_event_id
        """

    /// At most `limit` events of a span, in the direction of reading.
    ///
    /// The limit is text of the statement: without it a plan for all values would reckon with a tenth of the trail.
    ///
    /// An indexed column with several values becomes one limited, ordered read per value: PostgreSQL 15 would
    /// otherwise sort everything that has any of them.
    func events(_ criteria: EventCriteria, span: EventSpan, limit: Int) -> Query {
        let alternatives = criteria.isAnsweredByIndex(order: span.order) ? criteria.alternatives : [criteria]
        let reads = alternatives.map { read($0, span: span, limit: limit) }
        guard reads.count > 1 else { return reads.first ?? read(criteria, span: span, limit: limit) }
        var union: Query = ""
        for (index, read) in reads.enumerated() {
            union += index == 0 ? "(\(read))" : " union all (\(read))"
        }
        return "select \(Self.columns) from (\(union)) as event\(span.ordering) limit \(unescaped: String(limit))"
    }

    /// The same, of which only as many are fetched as are wanted this time, `limit` at most; unlike the limit that is a
    /// value, so that a statement that is planned once serves a page that has a part of its rows already.
    func events(_ criteria: EventCriteria, span: EventSpan, limit: Int, wanted: Int) -> Query {
        let alternatives = criteria.isAnsweredByIndex(order: span.order) ? criteria.alternatives : [criteria]
        let lead = alternatives.count > 1 ? nil : alternatives.first?.lead
        // the order of the rows within, so that nothing is sorted
        let ordering = lead.flatMap { IndexedRead($0, span: span)?.ordering } ?? span.ordering
        let events = events(criteria, span: span, limit: limit)
        return "select \(Self.columns) from (\(events)) as page\(ordering) limit \(wanted)"
    }

    /// One event by its bare UUID.
    func event(_ uuid: String) -> Query {
        "select \(Self.columns) from \(unescaped: tier.eventView()) where id = \(uuid)"
    }

    /// Where a span begins and where it is `rows` events further on, whatever they say and in whichever stream: how
    /// far a slice reaches. Each is an id, or in the order of occurrence a time; null past the end.
    func milestones(_ criteria: EventCriteria, span: EventSpan, rows: Int) -> Query {
        let column: Query = span.order == .recorded ? "id" : "occurred_at"
        let times: Query = span.order == .recorded ? criteria.times : ""
        let rest: Query = """
             from \(unescaped: tier.eventView(criteria.streams)) where true\(times)\(span.conditions)\(span.ordering)
            """
        return """
            select (select \(column)\(rest) limit 1) as first_place, \
            (select \(column)\(rest) offset \(unescaped: String(rows)) limit 1) as later_place
            """
    }

    private func read(_ criteria: EventCriteria, span: EventSpan, limit: Int) -> Query {
        let view = tier.eventView(criteria.streams)
        if let lead = criteria.lead {
            if let read = IndexedRead(lead, span: span) {
                // the plain bounds on ids leave months out
                return """
                    select \(Self.columns) from \(unescaped: view) where true\(criteria.queryBesideLead)\
                    \(span.conditions)\(read.conditions)\(read.ordering) limit \(unescaped: String(limit))
                    """
            }
            // few events, found by their column and then sorted: OFFSET 0 keeps the order from choosing the index
            return """
                select \(Self.columns) from (select \(Self.columns) from \(unescaped: view) \
                where true\(criteria.query) offset 0) as event \
                where true\(span.conditions)\(span.ordering) limit \(unescaped: String(limit))
                """
        }
        return """
            select \(Self.columns) from \(unescaped: view) \
            where true\(criteria.query)\(span.conditions)\(span.ordering) limit \(unescaped: String(limit))
            """
    }
}
