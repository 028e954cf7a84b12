// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// Rows of events that fit on the timeline now.
    var timelineHeight: Int { Timeline.Layout(state: self).list.height }

    // MARK: Pages

    mutating func loadTimeline(_ purpose: Timeline.Load.Purpose) -> [Console.Effect] {
        guard isLive else { return [] }
        var query = EventQuery(filter: timeline.filter, limit: EventWindow.pageLength)
        switch purpose {
        case .replace, .arrivals: break
        case .older: query.cursor = timeline.window.olderCursor
        case .seek, .around: return []
        case .newer:
            query.direction = .newer
            query.cursor = timeline.window.newerCursor
        }
        if purpose == .replace { timeline.arrivedMeanwhile = [] }
        let token = newToken()
        timeline.load = Timeline.Load(token: token, purpose: purpose)
        return [.loadTimeline(query, token: token)]
    }

    /// A first page, or after a lost connection what arrived meanwhile; the reader's place is kept.
    mutating func refreshTimelineAfterConnecting() -> [Console.Effect] {
        timeline.loadedAt == nil ? loadTimeline(.replace) : loadTimeline(.arrivals)
    }

    mutating func takeTimelinePage(_ result: Result<EventPage, GovernanceError>, token: Int) -> [Console.Effect] {
        guard let load = timeline.load, load.token == token else { return [] }
        timeline.load = nil
        noteAnswer(result)
        switch result {
        case .failure(let error):
            if error.code != .cancelled { timeline.problem = error }
            return []
        case .success(let page):
            timeline.problem = nil
            timeline.loadedAt = now
            switch load.purpose {
            case .seek(let seek): return takeFound(page, for: seek)
            case .around(let event): return takeSurroundings(page, of: event) + followActivity()
            default: take(page, for: load.purpose)
            }
        }
        return fillTimeline() + followActivity()
    }

    private mutating func take(_ page: EventPage, for purpose: Timeline.Load.Purpose) {
        let before = timeline.window.ids
        switch purpose {
        case .replace:
            timeline.window.replace(with: page)
            _ = timeline.window.merge(timeline.arrivedMeanwhile)
            timeline.arrivedMeanwhile = []
            timeline.reader.goToHead()
            timeline.newCount = 0
        case .older: timeline.window.append(page)
        case .newer:
            pinReader()
            timeline.window.prepend(page)
            if !timeline.window.hasNewer { timeline.newCount = 0 }
        case .arrivals: mergeArrivals(page.events, page: page)
        case .seek, .around: break
        }
        timeline.reader.rowsChanged(from: before, to: timeline.window.ids)
        if purpose == .newer { settleAfterLanding() }
    }

    /// Goes on with a slow search, or with the page after this one, until the view is full.
    private mutating func fillTimeline() -> [Console.Effect] {
        guard timeline.load == nil, timeline.window.hasOlder, !timeline.isSearchStopped else { return [] }
        let ids = timeline.window.ids
        let below = ids.count - timeline.reader.topIndex(in: ids, height: timelineHeight)
        return below < 2 * timelineHeight ? loadTimeline(.older) : []
    }

    // MARK: Arrivals

    mutating func takeTimelineArrivals(_ events: [AuditEvent]) {
        let matching = events.filter(timeline.filter.matches)
        if timeline.load?.purpose == .replace {
            timeline.arrivedMeanwhile = Array((timeline.arrivedMeanwhile + matching).suffix(EventWindow.limit))
        }
        guard timeline.loadedAt != nil else { return }
        mergeArrivals(matching, page: nil)
    }

    /// `page` is the whole newest page that the events are, where they are one.
    private mutating func mergeArrivals(_ events: [AuditEvent], page: EventPage?) {
        if !isReaderAtHead { pinReader() }
        // A whole page without a common event leaves a gap below it: start over at the newest end.
        if let page, isReaderAtHead, !page.reachedEnd {
            let known = Set(timeline.window.ids)
            if !page.events.contains(where: { known.contains($0.id) }) {
                timeline.window.replace(with: page)
                return
            }
        }
        let added = timeline.window.merge(events, keepsOlderEnd: !isReaderAtHead)
        if !isReaderAtHead { timeline.newCount += added }
    }

    /// Whether new events may move the view: only while following, at the newest end, with nothing pinned.
    var isReaderAtHead: Bool { timeline.isFollowing && timeline.reader.isAtHead }

    private mutating func pinReader() {
        timeline.reader.pin(in: timeline.window.ids, height: timelineHeight)
    }

    // MARK: Moving

    mutating func moveTimeline(_ command: Console.Command) -> [Console.Effect] {
        let ids = timeline.window.ids
        let height = timelineHeight
        switch command {
        case .up: timeline.reader.move(by: -1, in: ids, height: height)
        case .down: timeline.reader.move(by: 1, in: ids, height: height)
        case .pageUp: timeline.reader.move(by: -max(1, height - 1), in: ids, height: height)
        case .pageDown: timeline.reader.move(by: max(1, height - 1), in: ids, height: height)
        case .first: return goToNewest()
        case .last: timeline.reader.select(index: ids.count - 1, in: ids, height: height)
        default: return []
        }
        return continueReading(command) + followActivity()
    }

    /// The next page in the direction of reading, well before the reader gets to its end.
    mutating func continueReading(_ command: Console.Command) -> [Console.Effect] {
        let ids = timeline.window.ids
        guard timeline.load == nil else { return [] }
        if timeline.loadedAt == nil, !awaitsFirstRows {
            timeline.isSearchStopped = false
            return loadTimeline(.replace)
        }
        guard !ids.isEmpty else { return [] }
        let index = timeline.reader.selectedIndex(in: ids)
        let margin = max(2 * timelineHeight, EventWindow.pageLength / 4)
        switch command {
        case .down, .pageDown, .last:
            timeline.isSearchStopped = false
            return timeline.window.hasOlder && ids.count - index < margin ? loadTimeline(.older) : []
        default:
            if index == 0 { timeline.newCount = timeline.window.hasNewer ? timeline.newCount : 0 }
            return timeline.window.hasNewer && index < margin ? loadTimeline(.newer) : []
        }
    }

    private mutating func goToNewest() -> [Console.Effect] {
        timeline.newCount = 0
        timeline.reader.goToHead()
        if !timeline.isFollowing { pinReader() }
        let isOwed = timeline.loadedAt == nil && timeline.load == nil && !awaitsFirstRows
        return timeline.window.hasNewer || isOwed ? loadTimeline(.replace) : []
    }

    mutating func toggleFollow() -> [Console.Effect] {
        timeline.isFollowing.toggle()
        if timeline.isFollowing { return goToNewest() }
        pinReader()
        return []
    }

    // MARK: Filter

    mutating func apply(filterText: String) -> [Console.Effect] {
        do {
            let filter = try EventFilter(parsing: filterText, now: now)
            timeline.prompt = nil
            let text = filterText.trimmingSpaces
            if !text.isEmpty {
                timeline.filterHistory.removeAll { $0 == text }
                timeline.filterHistory.append(text)
                if timeline.filterHistory.count > 100 { timeline.filterHistory.removeFirst() }
            }
            timeline.places = []
            timeline.termsOff = []
            return use(filter, text: text)
        } catch {
            var prompt = timeline.prompt ?? Timeline.FilterPrompt(editor: LineEditor(filterText))
            prompt.problem = error
            timeline.prompt = prompt
            return []
        }
    }

    mutating func use(_ filter: EventFilter, text: String) -> [Console.Effect] {
        timeline.filterText = text
        timeline.filter = filter
        timeline.problem = nil
        timeline.isSearchStopped = false
        timeline.isLanding = false
        timeline.marks.anchor = nil
        timeline.newCount = 0
        timeline.reader.goToHead()
        // Rows that another filter passed must not stand under this one's heading, whatever becomes of the query.
        timeline.window = EventWindow()
        timeline.loadedAt = nil
        return loadTimeline(.replace)
    }

    /// Ends the query that runs, as Esc does.
    ///
    /// - Returns: nil where none runs.
    mutating func stopTimelineQuery() -> [Console.Effect]? {
        guard let load = timeline.load, load.purpose != .arrivals else { return nil }
        timeline.load = nil
        switch load.purpose {
        case .seek, .around: inform(Words.Jump.stopped)
        default:
            timeline.isSearchStopped = true
            inform(Words.Timeline.stopped)
        }
        return [.cancel(.timeline)]
    }
}
