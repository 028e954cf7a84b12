// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Which events to read, in which order, from where.
public struct EventQuery: Sendable, Hashable {
    /// The order of recording (the id), or the order in which things are said to have happened.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        case recorded
        case occurred
    }

    /// Which way to read from the cursor. Pages always hold the newest event first.
    public enum Direction: Sendable, Hashable {
        case older
        case newer
    }

    public var filter: EventFilter
    public var order: Order
    public var direction: Direction
    /// Where to go on; nil is the newest end for `.older`, the oldest end for `.newer`.
    public var cursor: EventCursor?
    /// Most events to return, 1 to 1,000.
    public var limit: Int

    public init(
        filter: EventFilter = EventFilter(), order: Order = .recorded, direction: Direction = .older,
        cursor: EventCursor? = nil, limit: Int = 100
    ) {
        self.filter = filter
        self.order = order
        self.direction = direction
        self.cursor = cursor
        self.limit = limit
    }
}

/// A place between two events: the id, and for the order of occurrence its time too.
public struct EventCursor: Sendable, Hashable {
    public var id: String
    public var occurredAt: Timestamp?

    public init(id: String, occurredAt: Timestamp? = nil) {
        self.id = id
        self.occurredAt = occurredAt
    }
}

/// A run of events, newest first.
public struct EventPage: Sendable, Hashable {
    public var events: [AuditEvent]
    /// Whether the end of the trail in the direction of reading was reached.
    public var reachedEnd: Bool
    /// Where a slow filter stopped looking for now; go on from `resume`. Nil when the page is complete.
    public var searchedTo: Timestamp?
    /// The cursor from which the search goes on, where `searchedTo` is set.
    public var resume: EventCursor?
    /// Words for a person about what is left out, e.g. a stream that they may not read.
    public var note: String?

    public init(
        events: [AuditEvent], reachedEnd: Bool, searchedTo: Timestamp? = nil, resume: EventCursor? = nil,
        note: String? = nil
    ) {
        self.events = events
        self.reachedEnd = reachedEnd
        self.searchedTo = searchedTo
        self.resume = resume
        self.note = note
    }
}
