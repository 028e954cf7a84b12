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
