// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("The timeline")
struct TimelineTests {
    static func event(_ number: Int, at moment: Timestamp) -> AuditEvent {
        AuditEvent(
            id: "", occurredAt: moment, recordedAt: moment, stream: .governance, category: "runtime", severity: .low,
            action: "NOTE", title: "Event number \(number)", detail: "A note", actorUsername: "operator_2")
    }

    /// A trail of so many numbered events, the highest number newest.
    static func desk(_ count: Int, width: Int = 100, height: Int = 30) async -> Desk {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance(now: { clock.now })
        for number in 1...count {
            model.append(event(number, at: clock.now))
            clock.advance(by: .milliseconds(10))
        }
        let desk = await Desk.open(width: width, height: height, model: model, clock: clock)
        await desk.press(.character("2"))
        return desk
    }

    private func arrive(_ desk: Desk, _ number: Int) async {
        desk.clock.advance(by: .seconds(1))
        desk.model.append(Self.event(number, at: desk.clock.now))
        await desk.deliverArrivals()
    }

    @Test("B9: what arrives is on the screen without a key, at the newest end")
    func follows() async {
        let desk = await Self.desk(100)
        await arrive(desk, 101)
        #expect(desk.row(of: "Event number 101") == desk.state.timelineTop)
        #expect(desk.shows("● following"))
        #expect(desk.state.timeline.newCount == 0)
    }

    @Test("B9: arrivals never move a reader; they are counted")
    func neverMovesTheReader() async {
        let desk = await Self.desk(300)
        for _ in 0..<40 { await desk.press(.character("j")) }
        let before = desk.canvas
        let focus = desk.state.timeline.selected?.id
        for number in 301...340 { await arrive(desk, number) }
        let after = desk.canvas
        for y in Timeline.Layout(state: desk.state).list.rows { #expect(after.rowIsEqual(y, to: before)) }
        #expect(desk.state.timeline.selected?.id == focus)
        #expect(desk.shows("↑ 40 new"))
        await desk.press(.character("g"))
        #expect(desk.row(of: "Event number 340") == desk.state.timelineTop)
        #expect(!desk.shows("40 new"))
    }

    @Test("B9: even one row below the newest, and with following off, nothing moves")
    func pinned() async {
        let desk = await Self.desk(50)
        await desk.press(.character("f"))
        #expect(desk.shows("○ not following"))
        let before = desk.row(of: "Event number 50")
        await arrive(desk, 51)
        #expect(desk.row(of: "Event number 50") == before)
        #expect(desk.shows("↑ 1 new"))
        await desk.press(.character("f"))
        #expect(desk.row(of: "Event number 51") == desk.state.timelineTop)
    }

    @Test("Reading to the oldest end and back: every event once, in order, in bounded memory")
    func pagesBothWays() async throws {
        let count = 1_200
        let desk = await Self.desk(count)
        var seen: [String] = []
        while let title = desk.state.timeline.selected?.title, seen.last != title {
            seen.append(title)
            #expect(desk.state.timeline.window.events.count <= EventWindow.limit)
            await desk.press(.character("j"))
        }
        #expect(seen == (1...count).reversed().map { "Event number \($0)" })
        #expect(desk.shows("The beginning of the trail."))
        var back: [String] = []
        while let title = desk.state.timeline.selected?.title, back.last != title {
            back.append(title)
            await desk.press(.character("k"))
        }
        #expect(back == (1...count).map { "Event number \($0)" })
    }

    @Test("A filter is applied by the database; what arrives passes it too")
    func filters() async {
        let desk = await Self.desk(30)
        await desk.press(.character("/"))
        await desk.type("severity:>=high")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("No event passes this filter."))
        await arrive(desk, 31)
        #expect(!desk.shows("Event number 31"))
        var high = Self.event(32, at: desk.clock.now)
        high.severity = .high
        desk.model.append(high)
        await desk.deliverArrivals()
        #expect(desk.shows("Event number 32"))
        await desk.press(KeyEvent(.escape))
        #expect(desk.shows("Event number 31"))
    }

    @Test("A filter that cannot be read points at its column and changes nothing")
    func badFilter() async {
        let desk = await Self.desk(5)
        await desk.press(.character("/"))
        await desk.type("severity:high actr:x")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("column 15"))
        #expect(desk.state.timeline.filter.isEmpty)
        guard let line = desk.row(of: "severity:high actr:x"), let caret = desk.row(of: "^^^^") else {
            Issue.record("neither the filter nor a caret is shown")
            return
        }
        let text = desk.canvas.text(ofRow: line)
        let marks = desk.canvas.text(ofRow: caret)
        #expect(caret == line + 1)
        #expect(
            text.firstRange(of: "actr").map { text.distance(from: text.startIndex, to: $0.lowerBound) }
                == marks.firstRange(of: "^").map { marks.distance(from: marks.startIndex, to: $0.lowerBound) })
        await desk.press(KeyEvent(.escape))
        #expect(desk.shows("Event number 5"))
    }

    @Test("Another filter cancels the older page, and a late answer is ignored")
    func lateAnswers() async {
        let desk = await Self.desk(10)
        desk.isHolding = { if case .loadTimeline = $0 { true } else { false } }
        _ = desk.state.update(.key(.character("/")))
        await desk.type("severity:high")
        await desk.press(KeyEvent(.enter))
        let stale = desk.state.timeline.load?.token ?? 0
        await desk.press(.character("/"), .control("u"))
        await desk.type("severity:low")
        await desk.press(KeyEvent(.enter))
        await desk.send(.timelineLoaded(.success(EventPage(events: [], reachedEnd: true)), token: stale))
        #expect(desk.shows("Reading the trail"))
        await desk.release()
        #expect(desk.shows("Event number 10"))
    }

    @Test("Esc ends the query that runs, and what was found so far stays")
    func escapeCancels() async {
        let desk = await Self.desk(10)
        await desk.press(.character("/"))
        desk.isHolding = { if case .loadTimeline = $0 { true } else { false } }
        await desk.type("number")
        await desk.press(KeyEvent(.enter), KeyEvent(.escape))
        #expect(desk.effects.last == .cancel(.timeline))
        #expect(desk.state.timeline.load == nil)
        #expect(!desk.shows("Event number 10"), "a row that the filter has not passed")
        #expect(desk.shows("The search was stopped."))
        await desk.release()
        await desk.press(.character("j"))
        #expect(desk.shows("Event number 10"))
    }

    @Test("B9: Esc on another screen leaves the timeline's query alone, and what is owed is read")
    func escapeElsewhere() async {
        let desk = await Self.desk(10)
        desk.isHolding = { if case .loadTimeline = $0 { true } else { false } }
        await desk.press(.character("/"))
        await desk.type("number")
        await desk.press(KeyEvent(.enter), .character("3"), KeyEvent(.escape))
        #expect(desk.state.timeline.load != nil)
    }

    @Test("B9: what arrives while a whole page is awaited is not lost with the old one")
    func arrivesMeanwhile() async throws {
        let desk = await Self.desk(10)
        let page = EventPage(events: desk.state.timeline.window.events, reachedEnd: true)
        desk.isHolding = { if case .loadTimeline = $0 { true } else { false } }
        await desk.press(.character("/"))
        await desk.type("number")
        await desk.press(KeyEvent(.enter))
        let token = try #require(desk.state.timeline.load?.token)
        await arrive(desk, 11)
        await desk.send(.timelineLoaded(.success(page), token: token))
        #expect(desk.shows("Event number 11"))
        #expect(desk.shows("Event number 10"))
    }

    @Test("B9: more arrivals than are kept let the newest go where somebody reads further down")
    func fullWindow() async {
        let desk = await Self.desk(300)
        for _ in 0..<40 { await desk.press(.character("j")) }
        let focus = desk.state.timeline.selected?.id
        var window = desk.state.timeline.window
        let newest = window.events[0]
        let arrivals = (0..<1_500).map { number in
            var event = newest
            event.id = "audit_ffffffff-ffff-7fff-8fff-\(String(format: "%012d", number))"
            return event
        }
        #expect(window.merge(arrivals, keepsOlderEnd: true) == 1_500)
        #expect(window.hasNewer)
        #expect(window.ids.contains { $0 == focus })
        #expect(window.events.count == EventWindow.limit)
    }

    @Test("B9: an event of a long transaction is taken in between the rows although newer ones were let go")
    func lateArrival() async {
        let desk = await Self.desk(3)
        var window = desk.state.timeline.window
        let rows = window.events
        window.place(rows[0], before: EventPage(events: Array(rows.dropFirst().dropFirst()), reachedEnd: false))
        #expect(window.hasNewer)
        var above = rows[0]
        above.id = "audit_ffffffff-ffff-7fff-8fff-000000000001"
        #expect(window.merge([rows[1], above]) == 2)
        #expect(window.ids == rows.map(\.id))
    }

    @Test("A slow filter says how far back it has looked and goes on by itself")
    func slowFilter() async {
        let desk = await Self.desk(3)
        await desk.press(.character("/"))
        await desk.type("number")
        desk.isHolding = { if case .loadTimeline = $0 { true } else { false } }
        await desk.press(KeyEvent(.enter))
        let token = desk.state.timeline.load?.token ?? 0
        let cursor = EventCursor(id: "audit_0190")
        await desk.send(
            .timelineLoaded(
                .success(EventPage(events: [], reachedEnd: false, searchedTo: Desk.start, resume: cursor)),
                token: token))
        #expect(desk.shows("searched back to 2026-03-11 16:40:12 UTC"))
        guard case .loadTimeline(let query, _)? = desk.effects.last else {
            Issue.record("the search did not go on")
            return
        }
        #expect(query.cursor == cursor)
    }

    @Test("C9: a terminal with room for them has the words, and one without claims no legend")
    func claimsInTheList() async {
        let desk = await Self.desk(1, width: 260, height: 50)
        #expect(!desk.shows("◇"))
        var claim = Self.event(2, at: desk.clock.now)
        claim.origin = "cloudtrail"
        desk.model.append(claim)
        await desk.deliverArrivals()
        await desk.press(.character("j"))
        #expect(desk.row(of: "Event number 2  reported by cloudtrail") != nil)
        #expect(!desk.shows("◇"))
    }

    @Test("C9 C3: the detail has every field, changes from old to new, and marks a claim")
    func detail() async {
        let desk = await Self.desk(1, width: 120, height: 50)
        var claim = Self.event(2, at: desk.clock.now)
        claim.origin = "cloudtrail"
        claim.originEventID = "abc-1"
        claim.changes = .object(["name": .object(["old": .string("Alpha"), "new": .string("Bravo")])])
        desk.model.append(claim)
        await desk.deliverArrivals()
        // In the list a mark stands for the words, and a legend for the mark.
        #expect(desk.row(of: "◇ Event number 2") != nil)
        #expect(desk.shows("◇ reported by its origin, not seen by PostgreSQL"))
        await desk.press(KeyEvent(.enter))
        for text in [
            "id ", "audit_", "action", "NOTE", "stream", "governance", "recorded at", "said to occur at",
            "reported by cloudtrail", "abc-1", "Alpha → Bravo",
        ] {
            #expect(desk.shows(text), "\(text) is missing")
        }
    }
}

extension Console.State {
    /// The row of the first event.
    var timelineTop: Int { Timeline.Layout(state: self).list.minY }
}
