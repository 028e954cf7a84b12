// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What the trail holds around one event, by why it belongs there.
public struct RelatedEvents: Sendable, Hashable {
    public struct Group: Sendable, Hashable {
        public var relation: EventRelation
        /// What the events have in common, e.g. the correlation id or the principal.
        public var value: String
        /// Oldest first; those nearest to the event where there were more than asked for. An event stands in the first
        /// group alone that it belongs to.
        public var events: [AuditEvent]
        /// Whether there are, or may be, more.
        public var isCut: Bool

        public init(relation: EventRelation, value: String, events: [AuditEvent], isCut: Bool) {
            self.relation = relation
            self.value = value
            self.events = events
            self.isCut = isCut
        }
    }

    public var event: AuditEvent
    /// In the order of `EventRelation`; those to which nothing belongs are left out.
    public var groups: [Group]

    public init(event: AuditEvent, groups: [Group]) {
        self.event = event
        self.groups = groups
    }
}

extension AuditClient {
    /// Finds what belongs to an event: by correlation id, request and package whenever it happened, by principal and resource
    /// within a window before and after it, by the time of occurrence.
    ///
    /// It goes by pages of the trail, so what the person may not read is not found, and every look-up is one of an
    /// index or a bounded search.
    ///
    /// - Parameters:
    ///   - event: the event to begin with.
    ///   - window: how far before and after it to look.
    ///   - limit: most events of a group, 1 to 500.
    /// - Returns: the groups to which something belongs.
    /// - Throws: `GovernanceError`, `CancellationError`.
    public func related(
        to event: AuditEvent, within window: Duration, limit: Int
    ) async throws -> RelatedEvents {
        let most = min(max(limit, 1), 500)
        // what belongs to an earlier group is passed over, so more is read than is shown
        let reach = min(most * 8, 1_000)
        var earlier: [EventFilter] = []
        var groups: [RelatedEvents.Group] = []
        for relation in EventRelation.allCases {
            guard let term = relation.term(for: event), let value = relation.value(of: event) else { continue }
            let filter = EventFilter(terms: [term])
            let older = try await side(.older, of: event, filter, relation, window, reach)
            let newer = try await side(.newer, of: event, filter, relation, window, reach)
            let found = (older.events + newer.events).filter { found in !earlier.contains { $0.matches(found) } }
            earlier.append(filter)
            let nearest = found.sorted { Self.distance($0, event) < Self.distance($1, event) }.prefix(most)
            guard !nearest.isEmpty || older.isCut || newer.isCut else { continue }
            groups.append(
                RelatedEvents.Group(
                    relation: relation, value: value,
                    events: nearest.sorted { ($0.occurredAt, $0.id) < ($1.occurredAt, $1.id) },
                    isCut: found.count > most || older.isCut || newer.isCut))
        }
        return RelatedEvents(event: event, groups: groups)
    }

    /// The events on one side of an event, nearest first or last.
    private func side(
        _ direction: EventQuery.Direction, of event: AuditEvent, _ filter: EventFilter, _ relation: EventRelation,
        _ window: Duration, _ limit: Int
    ) async throws -> (events: [AuditEvent], isCut: Bool) {
        let page = try await page(
            EventQuery(
                filter: filter, order: relation.hasWindow ? .occurred : .recorded, direction: direction,
                cursor: EventCursor(id: event.id, occurredAt: event.occurredAt), limit: limit))
        guard relation.hasWindow else { return (page.events, !page.reachedEnd) }
        let earliest = event.occurredAt.advanced(by: .zero - window)
        let latest = event.occurredAt.advanced(by: window)
        let inside = page.events.filter { (earliest...latest).contains($0.occurredAt) }
        let furthest = page.searchedTo ?? (direction == .older ? page.events.last : page.events.first)?.occurredAt
        let isInside = furthest.map { (earliest...latest).contains($0) } ?? true
        return (inside, !page.reachedEnd && isInside)
    }

    private static func distance(_ one: AuditEvent, _ other: AuditEvent) -> Duration {
        let duration = one.occurredAt.duration(since: other.occurredAt)
        return duration < .zero ? .zero - duration : duration
    }
}
