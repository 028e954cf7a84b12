// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres
import Testing

@testable import GovernanceStore

@Suite("What a filter means to the database")
struct EventCriteriaTests {
    private static func term(
        _ field: EventFilter.Field, _ values: String..., comparison: EventFilter.Comparison = .equal,
        isNegated: Bool = false
    ) -> EventFilter.Term {
        EventFilter.Term(field: field, comparison: comparison, values: values, isNegated: isNegated)
    }

    private static func criteria(
        _ terms: EventFilter.Term..., phrases: [String] = [], tier: ReadingTier = .open
    ) throws -> EventCriteria {
        try EventCriteria(
            EventFilter(terms: terms, phrases: phrases.map { EventFilter.Phrase(text: $0) }), tier: tier)
    }

    @Test("A17: a filter on streams that one may not read gives no rows and says so")
    func withheld() throws {
        let control = try Self.criteria(Self.term(.stream, "control", "auth"))
        #expect(control.isImpossible)
        #expect(control.note == "Only admins can read the streams control, auth.")
        let mixed = try Self.criteria(Self.term(.stream, "control", "runtime"))
        #expect(!mixed.isImpossible)
        #expect(mixed.streams == [.runtime])
        #expect(mixed.note == "Only admins can read the stream control.")
        let admin = try Self.criteria(Self.term(.stream, "control"), tier: .all)
        #expect(admin.streams == [.control])
        #expect(admin.note == nil)
    }

    @Test("leaving streams out is no reason to speak of those that one cannot read anyway")
    func negatedStream() throws {
        let criteria = try Self.criteria(Self.term(.stream, "runtime", isNegated: true))
        #expect(criteria.streams == [.governance, .system])
        #expect(criteria.note == nil)
        #expect(try Self.criteria().streams == nil)
        #expect(try Self.criteria(Self.term(.stream, "auth", isNegated: true)).streams == nil)
    }

    @Test("severities are an order, not an alphabet")
    func severities() throws {
        let criteria = try Self.criteria(Self.term(.severity, "medium", comparison: .atLeast))
        #expect(criteria.query.sql == " and (severity = any($1))")
        #expect(criteria.alternatives.count == 3)
        #expect(try Self.criteria(Self.term(.severity, "low", comparison: .atLeast)).conditions.isEmpty)
        #expect(try Self.criteria(Self.term(.severity, "low", comparison: .less)).isImpossible)
    }

    @Test("one indexed column is answered by its index, everything else is searched")
    func indexed() throws {
        let fast = [
            try Self.criteria(), try Self.criteria(Self.term(.category, "rollback", "quota")),
            try Self.criteria(Self.term(.actor, "operator_1")), try Self.criteria(Self.term(.resource, "bundle/b1")),
            // the views leave out the streams that are not asked for
            try Self.criteria(Self.term(.stream, "runtime")),
            try Self.criteria(Self.term(.stream, "runtime"), Self.term(.category, "runtime")),
        ]
        for criteria in fast {
            #expect(criteria.isAnsweredByIndex(order: .recorded))
            #expect(criteria.isAnsweredByIndex(order: .occurred))
        }
        let slow = [
            try Self.criteria(phrases: ["drift"]), try Self.criteria(Self.term(.tenant, "Northwind Studio")),
            try Self.criteria(Self.term(.category, "rollback"), Self.term(.outcome, "denied")),
            try Self.criteria(Self.term(.category, "rollback", isNegated: true)),
            try Self.criteria(Self.term(.resource, "bundle")),
            // an event can be both: one read per value would show it twice
            try Self.criteria(Self.term(.resource, "/b1", "bundle/b1")),
            try Self.criteria(Self.term(.actor, "a@example.org")),
        ]
        for criteria in slow {
            #expect(!criteria.isAnsweredByIndex(order: .recorded))
        }
    }

    @Test("comparisons exist for severity alone")
    func comparisons() {
        let error = #expect(throws: GovernanceError.self) {
            try Self.criteria(Self.term(.actor, "a", comparison: .greater))
        }
        #expect(error?.code == .invalidInput)
    }

    @Test("ids are taken as shown or bare, and what is no id matches nothing")
    func ids() throws {
        let uuid = "0198c2e4-aaaa-7bbb-8ccc-0123456789ab"
        #expect(try Self.criteria(Self.term(.id, "audit_" + uuid)) == Self.criteria(Self.term(.id, uuid)))
        #expect(try Self.criteria(Self.term(.id, "x")).isImpossible)
        #expect(try !Self.criteria(Self.term(.id, "x", isNegated: true)).isImpossible)
    }

    @Test("no value ever becomes text of a statement")
    func binds() throws {
        let hostile = "x'; drop table countersign.event; --"
        for field in EventFilter.Field.allCases where field != .severity {
            let criteria = try Self.criteria(
                Self.term(field, hostile), Self.term(field, hostile, "b", isNegated: true), phrases: [hostile])
            #expect(!criteria.query.sql.contains("drop table"))
        }
    }

    @Test("text is searched for as it stands")
    func patterns() {
        #expect(EventCondition.escapedPattern(#"50%_a\b"#) == #"50\%\_a\\b"#)
    }
}
