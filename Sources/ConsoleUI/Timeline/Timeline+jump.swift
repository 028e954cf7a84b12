// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Timeline {
    /// What is looked for, from the event in focus on.
    struct Jump: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            /// High or critical.
            case severity
            /// The first event of another day.
            case day
            case actor
            case resource
        }

        var kind: Kind
        /// Older is down, as the timeline is read.
        var direction: EventQuery.Direction
    }

    /// A search beyond what is in memory, until something is found, nothing is, or it is stopped.
    struct Seek: Sendable, Equatable {
        var query: EventQuery
        /// What to say where there is nothing.
        var missing: DisplayText
        /// How far it has looked.
        var searchedTo: Timestamp?
    }
}

extension Console.State {
    // MARK: Looking

    /// Goes to the nearest event that the jump asks for: in memory at once, else where PostgreSQL finds it.
    mutating func jump(_ jump: Timeline.Jump) -> [Console.Effect] {
        guard let event = timeline.selected else { return [] }
        guard let goal = goal(of: jump, from: event) else {
            inform(Words.Jump.lacks(jump.kind))
            return []
        }
        let events = timeline.window.events
        let index = timeline.reader.selectedIndex(in: timeline.window.ids)
        let found =
            jump.direction == .older
            ? events[(index + 1)...].firstIndex(where: goal.matches) : events[..<index].lastIndex(where: goal.matches)
        if let found { return stand(at: found, jump.direction) }
        let missing = Words.Jump.none(jump)
        guard jump.direction == .older ? timeline.window.hasOlder : timeline.window.hasNewer else {
            inform(missing)
            return []
        }
        var query = EventQuery(filter: timeline.filter.narrowed(by: goal), direction: jump.direction, limit: 1)
        query.cursor = jump.direction == .older ? timeline.window.olderCursor : timeline.window.newerCursor
        return seek(Timeline.Seek(query: query, missing: missing))
    }

    /// The filter that the event looked for passes; nil where the event in focus does not have what is compared.
    private func goal(of jump: Timeline.Jump, from event: AuditEvent) -> EventFilter? {
        switch jump.kind {
        case .severity:
            return EventFilter(terms: [EventFilter.Term(field: .severity, comparison: .atLeast, values: ["high"])])
        case .day:
            let start = startOfDay(event.recordedAt)
            guard jump.direction == .newer else { return EventFilter(until: start) }
            // by the noon of the next day: a day of 23 or 25 hours has one too
            return EventFilter(since: startOfDay(start.advanced(by: .seconds(36 * 3_600))))
        case .actor:
            guard let actor = event.actorUsername else { return nil }
            return EventFilter(terms: [EventFilter.Term(field: .actor, values: [actor])])
        case .resource:
            guard let value = event.resourceTerm else { return nil }
            return EventFilter(terms: [EventFilter.Term(field: .resource, values: [value])])
        }
    }

    private func startOfDay(_ moment: Timestamp) -> Timestamp {
        let zone = DisplayZone.current
        let shift = Duration.seconds(zone.offset(at: moment))
        let guess = ActivityUnit.day.start(of: moment.advanced(by: shift)).advanced(by: .zero - shift)
        // where the clock was set in between, by what holds at midnight
        return guess.advanced(by: shift - .seconds(zone.offset(at: guess)))
    }

    /// Goes to the newest event that was recorded at a time or before it.
    mutating func goTo(time text: String) -> [Console.Effect] {
        switchTab(to: .timeline)
        let offset = DisplayZone.current.offset(at: now)
        guard let moment = EventFilter.place(parsing: text, now: now, offset: offset) else {
            inform(Words.Jump.noTime(text), .warning)
            return []
        }
        let events = timeline.window.events
        if let found = events.firstIndex(where: { $0.recordedAt <= moment }), found > 0 || !timeline.window.hasNewer {
            return stand(at: found, .older)
        }
        // the moment itself is let in
        let end = moment.advanced(by: .microseconds(1))
        let filter = timeline.filter.narrowed(by: EventFilter(until: end))
        let missing = Words.Jump.nothingBefore(moment)
        return seek(Timeline.Seek(query: EventQuery(filter: filter, limit: 1), missing: missing))
    }

    // MARK: Finding

    private mutating func seek(_ seek: Timeline.Seek) -> [Console.Effect] {
        guard isLive else {
            inform(Words.Notices.needsDatabase, .warning)
            return []
        }
        let token = newToken()
        timeline.load = Timeline.Load(token: token, purpose: .seek(seek))
        return [.loadTimeline(seek.query, token: token)]
    }

    mutating func takeFound(_ page: EventPage, for seek: Timeline.Seek) -> [Console.Effect] {
        if let event = page.events.first { return land(on: event) }
        guard !page.reachedEnd, let resume = page.resume else {
            inform(seek.missing)
            return []
        }
        var seek = seek
        seek.query.cursor = resume
        seek.searchedTo = page.searchedTo
        return self.seek(seek)
    }

    /// Reads the timeline anew around an event; what is shown stays until it is there.
    mutating func land(on event: AuditEvent) -> [Console.Effect] {
        guard isLive else {
            inform(Words.Notices.needsDatabase, .warning)
            return []
        }
        var query = EventQuery(filter: timeline.filter, limit: EventWindow.pageLength)
        query.cursor = EventCursor(id: event.id, occurredAt: event.occurredAt)
        let token = newToken()
        timeline.load = Timeline.Load(token: token, purpose: .around(event))
        return [.loadTimeline(query, token: token)]
    }

    /// Takes in what is older than an event that was gone to, and asks for what is newer.
    mutating func takeSurroundings(_ page: EventPage, of event: AuditEvent) -> [Console.Effect] {
        timeline.window.place(event, before: page)
        timeline.reader.goToHead()
        timeline.reader.select(index: 0, in: timeline.window.ids, height: timelineHeight)
        timeline.isLanding = true
        return loadTimeline(.newer)
    }

    /// Puts the focus a third down the view, so that what came after the event is to be seen above it.
    mutating func settleAfterLanding() {
        guard timeline.isLanding else { return }
        timeline.isLanding = false
        stand(on: timeline.reader.selectedIndex(in: timeline.window.ids))
    }

    private mutating func stand(at index: Int, _ direction: EventQuery.Direction) -> [Console.Effect] {
        let height = timelineHeight
        let top = timeline.reader.topIndex(in: timeline.window.ids, height: height)
        if (top..<(top + height)).contains(index) {
            timeline.reader.select(index: index, in: timeline.window.ids, height: height)
        } else {
            stand(on: index)
        }
        return continueReading(direction == .older ? .down : .up)
    }

    private mutating func stand(on index: Int) {
        let ids = timeline.window.ids
        let height = timelineHeight
        timeline.reader.select(index: min(index + height - 1 - height / 3, ids.count - 1), in: ids, height: height)
        timeline.reader.select(index: max(0, index - height / 3), in: ids, height: height)
        timeline.reader.select(index: index, in: ids, height: height)
    }
}

extension EventFilter {
    /// What passes both filters.
    func narrowed(by other: EventFilter) -> EventFilter {
        func later(_ left: Timestamp?, _ right: Timestamp?) -> Timestamp? {
            guard let left, let right else { return left ?? right }
            return max(left, right)
        }
        func earlier(_ left: Timestamp?, _ right: Timestamp?) -> Timestamp? {
            guard let left, let right else { return left ?? right }
            return min(left, right)
        }
        return EventFilter(
            terms: terms + other.terms.filter { !terms.contains($0) }, phrases: phrases + other.phrases,
            since: later(since, other.since), until: earlier(until, other.until))
    }
}

extension AuditEvent {
    /// The resource as a filter names it: its id, and its type where that can be told from it.
    var resourceTerm: String? {
        guard let resourceID, !resourceID.isEmpty else { return nil }
        guard let resourceType, !resourceType.isEmpty, !resourceType.contains("/") else { return "/\(resourceID)" }
        return "\(resourceType)/\(resourceID)"
    }
}
