// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Pages through a filter that no index answers: slice by slice, never longer than a person would wait, handing back
/// what there is and the place from which to go on.
struct SliceSearch: Sendable {
    /// Reads at most `limit` events of a span; throws `SliceTimeout` past the time limit, where one is given.
    typealias Read =
        @Sendable (_ span: EventSpan, _ limit: Int, _ timeLimit: Duration?) async throws -> [AuditEvent]
    /// The moment some thousand events into a span, and whether the span ends before that.
    typealias Measure = @Sendable (_ span: EventSpan, _ rows: Int) async throws -> Milestones

    struct SliceTimeout: Error {}

    /// The first event of a span and the one `rows` further on; nil where the span is shorter.
    struct Milestones: Sendable, Hashable {
        var first: Timestamp?
        var later: Timestamp?
    }

    var span: EventSpan
    var limit: Int
    var read: Read
    var measure: Measure
    /// Time since any fixed moment.
    var now: @Sendable () -> Duration

    func run() async throws -> EventPage {
        let began = now()
        let milestones = try await measure(span, SlicePace.firstRows)
        // an empty span has no event to begin at; a short one is one slice
        guard let first = milestones.first else { return EventPage(events: [], reachedEnd: true) }
        var position = first
        var pace = milestones.later.map { SlicePace(width: abs(first.microseconds - $0.microseconds)) }
        var start = span.start
        var events: [AuditEvent] = []
        while true {
            try Task.checkCancellation()
            var slice = span
            slice.start = start
            slice.bound = bound(position, pace)
            let isLast = slice.bound == span.bound
            let sliceBegan = now()
            do {
                events += try await read(slice, limit + 1 - events.count, SlicePace.timeLimit)
            } catch is SliceTimeout {
                if pace == nil { pace = try await remeasured(slice, from: position) }
                if pace?.timedOut() == false {
                    events += try await read(slice, limit + 1 - events.count, nil)
                } else {
                    continue
                }
            }
            if events.count > limit {
                return EventPage(events: newestFirst(events.prefix(limit)), reachedEnd: false)
            }
            guard !isLast, let reached = slice.bound else {
                return EventPage(events: newestFirst(events[...]), reachedEnd: true)
            }
            pace?.finished(in: now() - sliceBegan)
            position = reached
            start = EventSpan.place(past: reached, order: span.order, direction: span.direction)
            if now() - began >= SlicePace.budget {
                return page(events, searchedTo: reached, resume: start)
            }
        }
    }

    /// Where the next slice ends: the pace's width further on, or the end of the span.
    private func bound(_ position: Timestamp, _ pace: SlicePace?) -> Timestamp? {
        guard let pace else { return span.bound }
        switch span.direction {
        case .older:
            let (moment, overflow) = position.microseconds.subtractingReportingOverflow(pace.width)
            // nothing was recorded before 1970, and a claim of an earlier occurrence is in the last slice
            guard !overflow, moment > Self.earliest else { return span.bound }
            if let end = span.bound, moment <= end.microseconds { return end }
            return Timestamp(microseconds: moment)
        case .newer:
            let (moment, overflow) = position.microseconds.addingReportingOverflow(pace.width)
            guard !overflow, moment < Self.latest else { return span.bound }
            if let end = span.bound, moment >= end.microseconds { return end }
            return Timestamp(microseconds: moment)
        }
    }

    /// A span of fewer than the first rows that still took too long: begin with a sixteenth of those.
    private func remeasured(_ slice: EventSpan, from position: Timestamp) async throws -> SlicePace {
        let later = try await measure(slice, SlicePace.firstRows / 16).later
        return SlicePace(width: later.map { abs(position.microseconds - $0.microseconds) } ?? 60_000_000)
    }

    private func newestFirst(_ events: ArraySlice<AuditEvent>) -> [AuditEvent] {
        span.direction == .older ? Array(events) : events.reversed()
    }

    private func page(_ events: [AuditEvent], searchedTo: Timestamp, resume: EventSpan.Place?) -> EventPage {
        EventPage(
            events: newestFirst(events[...]), reachedEnd: false, searchedTo: searchedTo,
            resume: resume.map { EventCursor(id: ShownID.event($0.uuid), occurredAt: $0.occurredAt) })
    }

    /// 1970 and the year 9999.
    private static let earliest: Int64 = 0
    private static let latest: Int64 = 253_402_300_799_000_000
}
