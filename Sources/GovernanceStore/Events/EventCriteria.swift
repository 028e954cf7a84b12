// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// A filter as this database and this person's tier understand it: which streams to look into, which conditions to
/// put, and whether an index answers it in the order of the page.
struct EventCriteria: Sendable, Hashable {
    /// The streams to read; nil for all that the view shows.
    private(set) var streams: [EventStream]?
    private(set) var conditions: [EventCondition] = []
    /// Recorded at or after, recorded before.
    private(set) var since: Timestamp?
    private(set) var until: Timestamp?
    /// No row can match.
    private(set) var isImpossible = false
    /// What the reader should know about rows that are left out.
    private(set) var note: String?

    /// Throws `GovernanceError` (`invalid-input`) for a comparison or a word that a field does not have.
    init(_ filter: EventFilter, tier: ReadingTier) throws(GovernanceError) {
        since = filter.since
        until = filter.until
        var wanted = Set(EventStream.allCases)
        for term in filter.terms {
            if term.field == .stream {
                let named = Set(term.values.compactMap(EventStream.init(rawValue:)))
                if term.isNegated { wanted.subtract(named) } else { wanted.formIntersection(named) }
            } else if let condition = try EventCondition(term) {
                if case .term(let alternatives, false) = condition, alternatives.isEmpty { isImpossible = true }
                conditions.append(condition)
            }
        }
        limit(to: wanted, asked: filter.terms.contains { $0.field == .stream && !$0.isNegated }, tier: tier)
        for phrase in filter.phrases where !phrase.text.isEmpty {
            conditions.append(.phrase(text: phrase.text, isNegated: phrase.isNegated))
        }
        if let since, let until, since >= until { isImpossible = true }
    }

    /// Whether one statement answers it at any depth of the trail: nothing to look for, or one indexed column; of
    /// whichever streams, since those that are not asked for are not looked into.
    func isAnsweredByIndex(order: EventQuery.Order) -> Bool {
        // the time of recording says nothing about where an event lies in the order of occurrence
        if order == .occurred && (since != nil || until != nil) { return false }
        guard conditions.count <= 1 else { return false }
        guard let condition = conditions.first else { return true }
        guard case .term(let alternatives, false) = condition, alternatives.count <= Self.mostAlternatives else {
            return false
        }
        // one read per alternative must not find an event twice
        let leads = alternatives.compactMap(\.lead)
        return leads.count == alternatives.count && Set(leads).count == leads.count
            && Set(leads.map(\.column)).count <= 1
    }

    /// Whether nothing recorded past a moment can match, in a direction of reading.
    func ends(before moment: Timestamp, _ direction: EventQuery.Direction) -> Bool {
        switch direction {
        case .older: since.map { $0 >= moment } ?? false
        case .newer: until.map { $0 <= moment } ?? false
        }
    }

    /// The same criteria once per alternative of its one condition.
    var alternatives: [EventCriteria] {
        guard case .term(let alternatives, false)? = conditions.first else { return [self] }
        return alternatives.map { alternative in
            var criteria = self
            criteria.conditions = [.term(alternatives: [alternative], isNegated: false)]
            return criteria
        }
    }

    /// The indexed column and the value that the one condition asks for; nil where it is not such a condition.
    var lead: EventCondition.Match? {
        guard conditions.count == 1, case .term(let alternatives, false)? = conditions.first, alternatives.count == 1
        else { return nil }
        return alternatives.first?.lead
    }

    /// An indexed column with several values is read once per value; with more than these it is searched instead.
    static let mostAlternatives = 8

    private mutating func limit(to wanted: Set<EventStream>, asked: Bool, tier: ReadingTier) {
        let readable = wanted.filter(tier.canRead)
        let withheld = EventStream.allCases.filter { wanted.contains($0) && !tier.canRead($0) }
        if asked && !withheld.isEmpty {
            let names = withheld.map(\.rawValue).joined(separator: ", ")
            note = "Only admins can read the \(withheld.count == 1 ? "stream" : "streams") \(names)."
        }
        if readable.isEmpty {
            isImpossible = true
        } else if readable.count < EventStream.allCases.filter(tier.canRead).count {
            streams = EventStream.allCases.filter(readable.contains)
        }
    }
}
