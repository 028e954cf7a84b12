// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Going far on the timeline")
struct JumpTests {
    /// Events an hour apart, number 1 the oldest, in a trail of so many; every 250th is high.
    static func desk(_ count: Int, width: Int = 120, height: Int = 30) async -> Desk {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance(now: { clock.now })
        for number in 1...count {
            var event = TimelineTests.event(number, at: clock.now)
            if number % 250 == 0 { event.severity = .high }
            event.actorUsername = number % 400 == 1 ? "rare_1" : "operator_2"
            event.resourceType = "runner"
            event.resourceID = number % 450 == 2 ? "runner/seldom" : "runner-1"
            event.requestID = number % 500 == 3 ? "req_0198c0de-0000-7000-8000-000000000001" : nil
            model.append(event)
            clock.advance(by: .seconds(3_600))
        }
        let desk = await Desk.open(width: width, height: height, model: model, clock: clock)
        await desk.press(.character("2"))
        return desk
    }

    private func focus(_ desk: Desk) -> String? { desk.state.timeline.selected?.title }

    /// The queries that were sent for pages.
    private func queries(_ desk: Desk) -> [EventQuery] {
        desk.effects.compactMap { effect in
            if case .loadTimeline(let query, _) = effect { query } else { nil }
        }
    }

    @Test("B13 C48: the next event of severity high, in memory and beyond it, both ways")
    func severity() async {
        let desk = await Self.desk(1_100)
        await desk.press(.character("e"))
        #expect(focus(desk) == "Event number 1000")
        await desk.press(.character("e"))
        #expect(focus(desk) == "Event number 750")
        await desk.press(.character("e"), .character("e"))
        #expect(focus(desk) == "Event number 250")
        await desk.press(.character("e"))
        #expect(focus(desk) == "Event number 250")
        #expect(desk.shows("There is no older event of severity high or critical here."))
        await desk.press(.character("E"), .character("E"), .character("E"))
        #expect(focus(desk) == "Event number 1000")
        await desk.press(.character("E"))
        #expect(desk.shows("There is no newer event of severity high or critical here."))
    }

    @Test("C48: a jump reads by cursor, one event and the rows around it, and never the trail between")
    func readsLittle() async {
        let desk = await Self.desk(1_100)
        await desk.press(.character("e"))
        let before = queries(desk).count
        await desk.press(.character("e"))
        let sent = queries(desk)[before...]
        #expect(sent.first?.limit == 1)
        #expect(sent.first?.cursor != nil)
        #expect(sent.count <= 5)
        #expect(desk.state.timeline.window.events.count <= 2 * EventWindow.pageLength + 1)
        // what was gone to stands among the others, without a gap
        let numbers = desk.state.timeline.window.events.compactMap { Int($0.title.split(separator: " ")[2]) }
        #expect(numbers == Array((numbers[numbers.count - 1]...numbers[0]).reversed()))
        #expect(desk.row(of: "Event number 751") != nil && desk.row(of: "Event number 749") != nil)
    }

    @Test("C24 C26: the next event of the same actor and of the same resource")
    func same() async {
        let desk = await Self.desk(1_000)
        await desk.press(.character(":"))
        await desk.type("goto 2026-03-28T00:00:00Z")
        await desk.press(KeyEvent(.enter))
        #expect(focus(desk) == "Event number 392")
        await desk.press(.character("a"))
        #expect(focus(desk) == "Event number 391")
        for _ in 0..<9 { await desk.press(.character("k")) }
        #expect(focus(desk) == "Event number 400")
        await desk.press(.character("k"))
        #expect(desk.state.timeline.selected?.actorUsername == "rare_1")
        await desk.press(.character("A"))
        #expect(focus(desk) == "Event number 801")
        await desk.press(.character("a"), .character("a"))
        #expect(focus(desk) == "Event number 1")
        await desk.press(.character("k"))
        #expect(desk.state.timeline.selected?.resourceID == "runner/seldom")
        await desk.press(.character("W"))
        #expect(focus(desk) == "Event number 452")
    }

    @Test("C49: to another day and back, by the days of the zone that is shown")
    func days() async throws {
        let desk = await Self.desk(300)
        let start = try #require(desk.state.timeline.selected).recordedAt
        await desk.press(.character("d"))
        let older = try #require(desk.state.timeline.selected).recordedAt
        #expect(ActivityUnit.day.distance(from: older, to: start) == 1)
        #expect(older.fields().hour == 23)
        await desk.press(.character("d"), .character("D"))
        let back = try #require(desk.state.timeline.selected).recordedAt
        #expect(ActivityUnit.day.start(of: back) == ActivityUnit.day.start(of: older) && back.fields().hour == 0)
        await desk.press(.character("t"), .character("d"))
        let local = try #require(desk.state.timeline.selected).recordedAt
        #expect(local.fields(offset: 7_200).hour == 23)
        #expect(desk.shows("(EET)"))
    }

    @Test("C49: goto takes a time in many forms, and says what is no time")
    func goTo() async throws {
        let desk = await Self.desk(1_000)
        for (text, hours) in [("-2h", 2), ("-30d", 720)] {
            await desk.press(.character(":"))
            await desk.type("goto \(text)")
            await desk.press(KeyEvent(.enter))
            #expect(focus(desk) == "Event number \(1_001 - hours)", "\(text)")
        }
        await desk.press(.character(":"))
        await desk.type("goto yesterday")
        await desk.press(KeyEvent(.enter))
        let moment = try #require(desk.state.timeline.selected).recordedAt
        #expect(moment <= ActivityUnit.day.start(of: desk.clock.now, movedBy: -1))
        await desk.press(.character(":"))
        await desk.type("goto somewhen")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("somewhen is no time"))
        await desk.press(.character(":"))
        await desk.type("goto 2001-01-01")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("Nothing was recorded at 2001-01-01 00:00:00 UTC or before it."))
        #expect(desk.state.timeline.selected?.recordedAt == moment)
    }

    @Test("B57: a jump keeps to the filter")
    func filtered() async {
        let desk = await Self.desk(1_100)
        await desk.press(.character("/"))
        await desk.type("actor:rare_1")
        await desk.press(KeyEvent(.enter), .character("e"))
        #expect(desk.shows("There is no older event of severity high or critical here."))
        #expect(queries(desk).allSatisfy { $0.limit > 1 || !$0.filter.terms.isEmpty })
    }

    @Test("Esc stops a jump at the server, and the reader stays where they were")
    func stops() async {
        let desk = await Self.desk(1_100)
        await desk.press(.character("e"))
        desk.isHolding = { if case .loadTimeline = $0 { true } else { false } }
        await desk.press(.character("e"))
        #expect(desk.shows("Looking through the trail"))
        await desk.press(KeyEvent(.escape))
        #expect(desk.effects.last == .cancel(.timeline))
        #expect(desk.shows("The search was stopped."))
        await desk.release()
        #expect(focus(desk) == "Event number 1000")
    }

    @Test("A slow search goes on from where it stopped, until something is found")
    func goesOn() async throws {
        let desk = await Self.desk(600)
        desk.isHolding = { if case .loadTimeline = $0 { true } else { false } }
        await desk.press(.character("e"))
        await desk.press(.character("e"))
        guard case .loadTimeline(let query, let token)? = desk.effects.last else {
            Issue.record("no query")
            return
        }
        #expect(query.limit == 1)
        let resume = EventCursor(id: "audit_01900000-0000-7000-8000-000000000000")
        let searched = Desk.start.advanced(by: .seconds(3_600))
        await desk.send(
            .timelineLoaded(
                .success(EventPage(events: [], reachedEnd: false, searchedTo: searched, resume: resume)), token: token))
        guard case .loadTimeline(let next, _)? = desk.effects.last else {
            Issue.record("no second query")
            return
        }
        #expect(next.cursor == resume)
        #expect(desk.shows("searched as far as 2026-03-11 17:40:12 UTC"))
    }
}
