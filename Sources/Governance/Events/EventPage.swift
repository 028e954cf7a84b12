// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A run of events, newest first.
public struct EventPage: Sendable, Hashable {
    public var events: [AuditEvent]
    /// Whether the end of the trail in the direction of reading was reached.
    public var reachedEnd: Bool
    /// How far back a slow filter has looked when it answered; go on from `resume`. Nil when the page is complete.
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
