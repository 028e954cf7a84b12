// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The part of the trail that is in memory: a run of events without gaps, newest first, of bounded length.
struct EventWindow: Sendable, Equatable {
    /// What is asked for at a time.
    static let pageLength = 200
    /// Beyond this the far end is let go, and fetched again when the reader comes back to it.
    static let limit = 1_000

    private(set) var events: [AuditEvent] = [] {
        didSet { ids = events.map(\.id) }
    }
    /// The ids of the events, in their order.
    private(set) var ids: [String] = []
    /// Whether the trail may go on below.
    private(set) var hasOlder = true
    /// Whether events above were let go.
    private(set) var hasNewer = false
    /// How far back a slow filter has looked, where it found less than a page.
    private(set) var searchedTo: Timestamp?
    /// Where that search goes on.
    private(set) var resume: EventCursor?

    var isEmpty: Bool { events.isEmpty }

    /// Where reading goes on towards older events.
    var olderCursor: EventCursor? {
        resume ?? events.last.map { EventCursor(id: $0.id, occurredAt: $0.occurredAt) }
    }

    var newerCursor: EventCursor? {
        events.first.map { EventCursor(id: $0.id, occurredAt: $0.occurredAt) }
    }

    /// The newest page replaces everything.
    mutating func replace(with page: EventPage) {
        events = page.events
        hasNewer = false
        noteOlderEnd(of: page)
    }

    /// An event that was gone to, with what is older; newer ones are still to be read.
    mutating func place(_ event: AuditEvent, before page: EventPage) {
        events = [event] + page.events.filter { $0.id != event.id }
        hasNewer = true
        noteOlderEnd(of: page)
    }

    mutating func append(_ page: EventPage) {
        let known = Set(ids)
        events += page.events.filter { !known.contains($0.id) }
        noteOlderEnd(of: page)
        if events.count > Self.limit {
            events.removeFirst(events.count - Self.limit)
            hasNewer = true
        }
    }

    mutating func prepend(_ page: EventPage) {
        let known = Set(ids)
        events = page.events.filter { !known.contains($0.id) } + events
        hasNewer = !page.reachedEnd
        trimOlderEnd()
    }

    /// Takes live events in where they belong by id, since they need not arrive in that order.
    ///
    /// Of more than fit, the newer ones are let go where somebody reads further down, else the older ones.
    ///
    /// - Returns: How many were not there before. While newer events are let go, arrivals above are only counted; those
    ///   that belong between two rows, since their transaction was long, are taken in all the same.
    mutating func merge(_ arrivals: [AuditEvent], keepsOlderEnd: Bool = false) -> Int {
        let known = Set(ids)
        var fresh = arrivals.filter { !known.contains($0.id) }
        var added = 0
        if hasNewer {
            let isAbove = { (event: AuditEvent) in self.events.first.map { event.id > $0.id } ?? true }
            added = fresh.count(where: isAbove)
            fresh.removeAll(where: isAbove)
        }
        var merged = events
        for event in fresh {
            let index = merged.firstIndex { $0.id < event.id } ?? merged.count
            if index == merged.count, hasOlder, !merged.isEmpty { continue }
            merged.insert(event, at: index)
            added += 1
        }
        events = merged
        if keepsOlderEnd, events.count > Self.limit {
            events.removeFirst(events.count - Self.limit)
            hasNewer = true
        }
        trimOlderEnd()
        return added
    }

    private mutating func noteOlderEnd(of page: EventPage) {
        searchedTo = page.searchedTo
        resume = page.searchedTo == nil ? nil : page.resume
        hasOlder = !page.reachedEnd
    }

    private mutating func trimOlderEnd() {
        guard events.count > Self.limit else { return }
        events.removeLast(events.count - Self.limit)
        hasOlder = true
        searchedTo = nil
        resume = nil
    }
}
