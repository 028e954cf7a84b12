// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// A stretch of the trail in one order: from a cursor (left out) in the direction of reading, to a bound (let in).
struct EventSpan: Sendable, Hashable {
    var order: EventQuery.Order
    var direction: EventQuery.Direction
    /// Bare UUID and, for the order of occurrence, its time; nil is the end where reading begins.
    var start: Place?
    /// The last moment to look at; nil is the other end of the trail.
    var bound: Timestamp?

    struct Place: Sendable, Hashable {
        var uuid: String
        var occurredAt: Timestamp?
    }

    /// The place just past `bound`: reading on from it neither repeats nor skips an event.
    ///
    /// A bound on recording is held to whole milliseconds, as ids are.
    static func place(past bound: Timestamp, order: EventQuery.Order, direction: EventQuery.Direction) -> Place {
        let uuid: String
        switch (order, direction) {
        case (.recorded, .older): uuid = RecordingID.lowest(millisecond: bound.millisecond)
        case (.recorded, .newer): uuid = RecordingID.highest(millisecond: bound.millisecond)
        case (.occurred, .older): uuid = lowest
        case (.occurred, .newer): uuid = highest
        }
        return Place(uuid: uuid, occurredAt: order == .occurred ? bound : nil)
    }

    /// The place before which reading begins where no start is said.
    var end: Place {
        let uuid = direction == .older ? Self.highest : Self.lowest
        guard order == .occurred else { return Place(uuid: uuid) }
        return Place(uuid: uuid, occurredAt: Timestamp(microseconds: direction == .older ? .max : .min))
    }

    private static let lowest = "00000000-0000-0000-0000-000000000000"
    private static let highest = "ffffffff-ffff-ffff-ffff-ffffffffffff"

    /// The same span begun where the criteria's times of recording begin, so that an index is entered there.
    func limited(to criteria: EventCriteria) -> EventSpan {
        guard order == .recorded else { return self }
        var span = self
        switch direction {
        case .older:
            guard let until = criteria.until else { return self }
            let millisecond = until.millisecond + (until.isWholeMillisecond ? 0 : 1)
            let end = RecordingID.lowest(millisecond: millisecond)
            span.start = Place(uuid: min(start?.uuid ?? end, end))
        case .newer:
            guard let since = criteria.since, since.millisecond > 0 else { return self }
            let end = RecordingID.highest(millisecond: since.millisecond - 1)
            span.start = Place(uuid: max(start?.uuid ?? end, end))
        }
        return span
    }

    /// The conditions of the span, each led by ` and `.
    var conditions: Query {
        var query: Query = ""
        if let start {
            switch (order, direction) {
            case (.recorded, .older): query += " and id < \(start.uuid)"
            case (.recorded, .newer): query += " and id > \(start.uuid)"
            case (.occurred, .older):
                query += " and (occurred_at, id) < (\(timestamp: start.occurredAt?.microseconds), \(start.uuid)::uuid)"
            case (.occurred, .newer):
                query += " and (occurred_at, id) > (\(timestamp: start.occurredAt?.microseconds), \(start.uuid)::uuid)"
            }
        }
        if let bound {
            switch (order, direction) {
            case (.recorded, .older): query += " and id >= \(RecordingID.lowest(millisecond: bound.millisecond))"
            case (.recorded, .newer): query += " and id <= \(RecordingID.highest(millisecond: bound.millisecond))"
            case (.occurred, .older): query += " and occurred_at >= \(timestamp: bound.microseconds)"
            case (.occurred, .newer): query += " and occurred_at <= \(timestamp: bound.microseconds)"
            }
        }
        return query
    }

    /// ` order by …`
    var ordering: Query {
        switch (order, direction) {
        case (.recorded, .older): " order by id desc"
        case (.recorded, .newer): " order by id"
        case (.occurred, .older): " order by occurred_at desc, id desc"
        case (.occurred, .newer): " order by occurred_at, id"
        }
    }
}
