// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Postgres

extension GovernanceStore {
    /// Reads the trail, as far as the person's tier goes.
    public var audit: AuditClient {
        AuditClient(
            page: { query in
                try await self.answering { try await self.page(query) }
            },
            event: { id in
                try await self.answering { try await self.event(id) }
            },
            tail: { after in self.tail(after: after) },
            status: {
                try await self.answering { try await self.status() }
            },
            activity: { query in
                try await self.answering { try await self.activity(query) }
            },
            recordExport: { summary, context in
                try await self.act(context) { ActivityStatements.record(try summary.json, client: $0) }
            })
    }

    private func page(_ query: EventQuery) async throws -> EventPage {
        let limit = min(max(query.limit, 1), 1_000)
        let tier = try await session.tier()
        let criteria = try EventCriteria(query.filter, tier: tier)
        guard !criteria.isImpossible else {
            return EventPage(events: [], reachedEnd: true, note: criteria.note)
        }
        let span = EventSpan(
            order: query.order, direction: query.direction, start: try await place(query, tier: tier), bound: nil)
        var page: EventPage
        if criteria.isAnsweredByIndex(order: query.order) {
            let events = try await indexed(criteria, span, tier, limit: limit + 1)
            let found = events.prefix(limit)
            page = EventPage(
                events: query.direction == .older ? Array(found) : found.reversed(),
                reachedEnd: events.count <= limit)
        } else {
            page = try await search(criteria, span, tier, limit: limit).run()
        }
        page.note = criteria.note
        return page
    }

    /// The cursor as a place in the trail. In the order of occurrence an id alone is looked up.
    private func place(_ query: EventQuery, tier: ReadingTier) async throws -> EventSpan.Place? {
        guard let cursor = query.cursor else { return nil }
        guard let uuid = ShownID.uuid(cursor.id, prefix: ShownID.eventPrefix) else {
            throw GovernanceError(.invalidInput, "The cursor is not the id of an event (audit_…).")
        }
        guard query.order == .occurred else { return EventSpan.Place(uuid: uuid, occurredAt: nil) }
        if let moment = cursor.occurredAt { return EventSpan.Place(uuid: uuid, occurredAt: moment) }
        guard let row = try await database.row(EventStatements(tier: tier).event(uuid)) else {
            throw GovernanceError(.invalidInput, "The cursor names an event that is not there: \(cursor.id).")
        }
        return EventSpan.Place(uuid: uuid, occurredAt: try AuditEvent(row: row).occurredAt)
    }

    /// Reads where an index leads.
    ///
    /// One statement over all months would do for every page, but to plan it takes 10 to 25 ms with a year of months,
    /// and several times that where the connection has not read about them yet; to run it, 2 to 4 ms (measured). So a
    /// connection that has it planned uses it. Another one asks the fortnight beside the cursor first, planned for its
    /// values alone, and makes that plan only for what the fortnight does not fill.
    private func indexed(
        _ criteria: EventCriteria, _ span: EventSpan, _ tier: ReadingTier, limit: Int
    ) async throws -> [AuditEvent] {
        let statements = EventStatements(tier: tier)
        let span = span.limited(to: criteria)
        // with a start in every case, it is the same statement on every page
        var whole = span
        whole.start = span.start ?? span.end
        let all = statements.events(criteria, span: whole, limit: limit, wanted: limit)
        let near = Self.fortnight(span)
        let rows = try await database.withConnection { connection in
            guard let near, let bound = near.bound, await !connection.hasPrepared(all) else {
                return try await connection.query(all, planOnce: true)
            }
            let first = statements.events(criteria, span: near, limit: limit)
            let rows = try await connection.query(first, prepare: false)
            guard rows.count < limit, !criteria.ends(before: bound, span.direction) else { return rows }
            var far = span
            far.start = EventSpan.place(past: bound, order: span.order, direction: span.direction)
            let rest = statements.events(criteria, span: far, limit: limit, wanted: limit - rows.count)
            return rows + (try await connection.query(rest, planOnce: true))
        }
        return try rows.map { try AuditEvent(row: $0) }
    }

    /// The part of a span next to where it begins; nil where that is not known, or the order is not that of the months.
    private static func fortnight(_ span: EventSpan) -> EventSpan? {
        guard span.order == .recorded else { return nil }
        let begin: Timestamp
        if let uuid = span.start?.uuid {
            guard let millisecond = RecordingID.millisecond(of: uuid) else { return nil }
            begin = Timestamp(millisecond: millisecond)
        } else if span.direction == .older {
            begin = .now
        } else {
            return nil
        }
        let width: Duration = .seconds(14 * 86_400)
        var near = span
        near.bound = begin.advanced(by: span.direction == .older ? .zero - width : width)
        return near
    }

    private func read(
        _ criteria: EventCriteria, _ span: EventSpan, _ tier: ReadingTier, limit: Int, timeLimit: Duration?
    ) async throws -> [AuditEvent] {
        let statement = EventStatements(tier: tier).events(criteria, span: span, limit: limit)
        return try await database.rows(statement, timeout: timeLimit, isPrepared: false)
            .map { try AuditEvent(row: $0) }
    }

    private func search(
        _ criteria: EventCriteria, _ span: EventSpan, _ tier: ReadingTier, limit: Int
    ) -> SliceSearch {
        var span = span
        if span.order == .recorded {
            // a time of recording is the end of the search as well
            span.bound = span.direction == .older ? criteria.since : criteria.until
        }
        let began = ContinuousClock.now
        return SliceSearch(
            span: span, limit: limit,
            read: { span, limit, timeLimit in
                do {
                    return try await self.read(criteria, span, tier, limit: limit, timeLimit: timeLimit)
                } catch let error as PostgresError where error.code == .timedOut {
                    throw SliceSearch.SliceTimeout()
                }
            },
            measure: { span, rows in
                let statement = EventStatements(tier: tier).milestones(criteria, span: span, rows: rows)
                guard let row = try await self.database.rows(statement, isPrepared: false).first else {
                    return SliceSearch.Milestones()
                }
                return try SliceSearch.Milestones(row: row, order: span.order)
            },
            now: { began.duration(to: .now) })
    }

    private func event(_ id: String) async throws -> AuditEvent? {
        guard let uuid = ShownID.uuid(id, prefix: ShownID.eventPrefix) else { return nil }
        let tier = try await session.tier()
        return try await database.row(EventStatements(tier: tier).event(uuid)).map { try AuditEvent(row: $0) }
    }

    private func status() async throws -> TrailStatus {
        guard let row = try await database.row(TrailStatements.status) else {
            throw GovernanceError(.unexpected, "PostgreSQL did not tell the state of the trail.")
        }
        return TrailStatus(sealedHead: try row.decode(0), attemptsWithoutRecord: try row.decode(1))
    }

    private func tail(after: Int64?) -> AsyncThrowingStream<TailBatch, any Error> {
        sealing.start()
        let tail = EventTail(
            after: after,
            fetch: { position in try await self.answering { try await self.sealed(after: position) } },
            waitForHint: { await self.sealing.wait() })
        return AsyncThrowingStream { try await tail.next() }
    }

    private func sealed(after position: Int64?) async throws -> (head: Int64, events: [AuditEvent]) {
        let tier = try await session.tier()
        return try await database.withConnection { connection in
            guard let row = try await connection.query(TrailStatements.head).first else {
                throw GovernanceError(.unexpected, "PostgreSQL did not tell the head of the trail.")
            }
            let head = try row.decode(0, as: Int64.self)
            guard let position, position < head else { return (head, []) }
            let rows = try await connection.query(
                TrailStatements.events(after: position, upTo: head, tier: tier), prepare: false)
            return (head, try rows.map { try AuditEvent(row: $0, from: 1, sequence: try $0.decode(0)) })
        }
    }
}

extension SliceSearch.Milestones {
    /// Decodes `first_place, later_place`: ids, or times in the order of occurrence.
    init(row: Row, order: EventQuery.Order) throws {
        func moment(_ position: Int) throws -> Timestamp? {
            switch order {
            case .recorded:
                try row.decode(position, as: String?.self)
                    .flatMap(RecordingID.millisecond(of:)).map(Timestamp.init(millisecond:))
            case .occurred:
                try row.decode(position, as: Int64?.self).map(Timestamp.init(microseconds:))
            }
        }
        self.init(first: try moment(0), later: try moment(1))
    }
}
