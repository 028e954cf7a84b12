// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Events in context, and the histogram")
struct ContextTests {
    @Test("B58: the open event turns to its neighbours, and the reader goes with it")
    func turns() async {
        let desk = await TimelineTests.desk(50)
        await desk.press(KeyEvent(.enter), .character("n"), .character("n"))
        #expect(desk.shows("Event number 48"))
        await desk.press(.character("p"), KeyEvent(.escape))
        #expect(desk.state.timeline.selected?.title == "Event number 49")
    }

    @Test("B58: a hit is shown among the others, and Esc leads back to the same place")
    func context() async {
        let desk = await JumpTests.desk(1_100)
        await desk.press(.character("/"))
        await desk.type("severity:high")
        await desk.press(KeyEvent(.enter), .character("j"), .character("j"))
        let before = desk.canvas.text
        await desk.press(KeyEvent(.enter), .character("c"))
        #expect(desk.state.timeline.filter.isEmpty)
        #expect(desk.state.timeline.selected?.title == "Event number 500")
        #expect(desk.shows("Event number 501") && desk.shows("Event number 499"))
        await desk.press(KeyEvent(.escape))
        #expect(desk.canvas.text == before)
    }

    @Test("B58: related events of a request, and back")
    func related() async {
        let desk = await JumpTests.desk(1_100)
        await desk.press(.character("R"))
        #expect(desk.shows("This event belongs to no request"))
        await desk.press(.character(":"))
        await desk.type("filter request:req_0198c0de-0000-7000-8000-000000000001")
        await desk.press(KeyEvent(.enter), KeyEvent(.enter), .character("R"))
        #expect(desk.state.timeline.filterText == "request:req_0198c0de-0000-7000-8000-000000000001")
        #expect(desk.state.timeline.window.events.count == 3)
        #expect(desk.state.dialogs.isEmpty)
    }

    @Test("C40: what the same principal or resource did within an hour of the event, from the open event, and back")
    func relatedWithinWindow() async throws {
        let desk = await JumpTests.desk(1_100)
        await desk.press(KeyEvent(.enter))
        let event = try #require(desk.state.timeline.selected)
        let actor = try #require(event.actorUsername)
        await desk.press(.character(":"))
        await desk.type("related principal")
        await desk.press(KeyEvent(.enter))
        let filter = desk.state.timeline.filter
        #expect(filter.terms == [EventFilter.Term(field: .actor, values: [actor])])
        #expect(filter.since == event.recordedAt.advanced(by: .seconds(-3_600)))
        #expect(filter.until == event.recordedAt.advanced(by: .seconds(3_600)))
        #expect(desk.state.timeline.window.events.map(\.id).contains(event.id))
        #expect(desk.state.timeline.window.events.count < 1_100)
        #expect(desk.state.dialogs.isEmpty)
        await desk.press(KeyEvent(.escape))
        #expect(desk.state.timeline.filter.isEmpty)
    }

    @Test("B58: an event opens by its id wherever it lies")
    func deepLink() async {
        let desk = await JumpTests.desk(1_100)
        let oldest = desk.model.events[1_099]
        await desk.press(.character(":"))
        await desk.type("event \(oldest.id)")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("Event number 1"))
        await desk.press(.character("n"))
        #expect(desk.shows("is not among those on the timeline"))
        await desk.press(.character("c"))
        #expect(desk.state.timeline.selected?.id == oldest.id)
    }

    @Test("B59: times are shown in UTC or in the local zone; the open event has both")
    func zones() async {
        let desk = await TimelineTests.desk(5, width: 120)
        #expect(desk.shows("time (UTC)") && desk.shows("2026-03-11 16:40:12"))
        await desk.press(.character("t"))
        #expect(desk.shows("time (EET)") && desk.shows("2026-03-11 18:40:12"))
        #expect(desk.shows("Times are shown in EET."))
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("2026-03-11T16:40:12") && desk.shows("2026-03-11 18:40:12 EET"))
        await desk.press(KeyEvent(.escape), .character("t"))
        #expect(desk.shows("time (UTC)"))
    }

    @Test("C48: the histogram counts the trail, marks the high ones and the reader, and zooms")
    func histogram() async throws {
        let desk = await JumpTests.desk(1_100)
        await desk.press(.character("i"))
        #expect(desk.shows("Events per day") && desk.shows("1100 shown, at most 24 in one day"))
        let range = try #require(desk.state.timeline.activity.range)
        #expect(range.count == 118)
        let buckets = desk.state.timeline.activity.buckets(EventFilter())
        #expect(buckets.reduce(0) { $0 + $1.events } == 1_100)
        #expect(buckets.count { $0.alarm == .high } == 4)
        await desk.press(.character("z"))
        #expect(desk.shows("Events per hour"))
        await desk.press(.character("Z"), .character("Z"))
        #expect(desk.shows("Events per month"))
        await desk.press(.character("Z"))
        #expect(desk.shows("Months are as wide as it gets."))
        await desk.press(.character("i"))
        #expect(!desk.shows("Events per month"))
    }

    @Test("The histogram follows the reader out of its range")
    func follows() async throws {
        let desk = await JumpTests.desk(1_100)
        await desk.press(.character("i"), .character("z"), .character("e"), .character("e"))
        let moment = try #require(desk.state.timeline.selected).recordedAt
        #expect(desk.state.timeline.activity.range?.index(of: moment) != nil)
        #expect(desk.shows("118 shown"))
    }

    @Test("B57: counts know streams and severities; with another filter the whole trail is shown, and it says so")
    func unanswered() async {
        let desk = await JumpTests.desk(1_100)
        await desk.press(.character("i"), .character("/"))
        await desk.type("severity:high")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("4 shown, at most 1 in one day"))
        #expect(!desk.shows("whole trail"))
        await desk.press(.character("/"))
        await desk.type(" actor:rare_1")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("1100 shown") && desk.shows("whole trail"))
    }
}
