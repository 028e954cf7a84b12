// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Marks, copies and exports")
struct MarkTests {
    @Test("B11: marks are set, ranged, counted and taken away")
    func marks() async {
        let desk = await TimelineTests.desk(300)
        await desk.press(.character(" "), .character(" "))
        #expect(desk.shows("2 marked"))
        #expect(desk.state.timeline.selected?.title == "Event number 298")
        await desk.press(.character("v"), .character("j"), .character("j"), .character("v"))
        #expect(desk.shows("5 marked"))
        #expect(desk.state.timeline.marks.newestFirst.map(\.title).last == "Event number 296")
        await desk.press(.character("g"), .character(" "))
        #expect(desk.shows("4 marked"))
        await desk.press(.character("M"))
        #expect(desk.state.timeline.marks.count == desk.state.timeline.window.events.count)
        await desk.press(.character("U"))
        #expect(desk.state.timeline.marks.isEmpty)
        #expect(!desk.shows(" marked"))
    }

    @Test("Marks survive paging away, and there is a most")
    func survive() async {
        let desk = await TimelineTests.desk(2_600)
        await desk.press(.character(" "))
        while desk.state.timeline.window.ids.contains(desk.model.events[0].id) {
            await desk.press(KeyEvent(.pageDown))
        }
        #expect(desk.state.timeline.marks.newestFirst.map(\.title) == ["Event number 2600"])
        await desk.press(.character("M"))
        #expect(desk.state.timeline.marks.count == Timeline.Marks.limit)
        #expect(desk.shows("1000 events are marked, which is the most"))
    }

    @Test("B58: what is copied is said by number and by sample; what is too large is not copied")
    func copies() async {
        let desk = await TimelineTests.desk(300)
        await desk.press(.character(" "), .character(" "), .character(" "), .character("Y"))
        #expect(desk.copies == [desk.model.events.prefix(3).map(\.id).joined(separator: "\n")])
        #expect(desk.shows("3 ids copied: audit_") && desk.shows("and 1 more"))
        await desk.press(.character(":"))
        await desk.type("copy jsonl")
        await desk.press(KeyEvent(.enter))
        #expect(desk.copies.last?.split(separator: "\n").count == 3)
        #expect(desk.copies.last?.hasPrefix("{\"id\":\"audit_") == true)
        for _ in 0..<15 { await desk.press(KeyEvent(.pageDown)) }
        await desk.press(.character("M"), .character(":"))
        await desk.type("copy jsonl")
        await desk.press(KeyEvent(.enter))
        #expect(desk.copies.count == 2)
        #expect(desk.shows("bytes are more than goes through a terminal"))
    }

    @Test("B58: one field, or all of an event, from the row or from the open event")
    func fields() async {
        let desk = await TimelineTests.desk(5)
        await desk.press(.character(":"))
        await desk.type("copy actor_username")
        await desk.press(KeyEvent(.enter))
        #expect(desk.copies == ["operator_2"])
        await desk.press(KeyEvent(.enter), .character("Y"))
        #expect(desk.copies.last == desk.model.events[0].jsonText)
        await desk.press(.character(":"))
        await desk.type("copy nonsense")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("An event has no field nonsense."))
    }

    @Test("B57: an export is asked for with exactly the filter that applies, and ends with what was written")
    func exports() async throws {
        let desk = await TimelineTests.desk(5)
        await desk.press(.character("/"))
        await desk.type("actor:operator_2")
        await desk.press(KeyEvent(.enter), .character(":"))
        await desk.type("export /tmp/events.csv")
        await desk.press(KeyEvent(.enter))
        let request = try #require(desk.exports.first)
        #expect(request.filter == desk.state.timeline.filter)
        #expect(request.format == .csv && !request.overwrites)
        #expect(desk.shows("5 events in /tmp/events.csv, recorded as audit_"))
        #expect(desk.model.events[0].action == "EXPORT_EVENTS")
        await desk.press(.character(":"))
        await desk.type("export! /tmp/events.jsonl")
        await desk.press(KeyEvent(.enter))
        #expect(desk.exports.last?.overwrites == true)
        await desk.press(.character(":"))
        await desk.type("export /tmp/events.txt")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("must end in .jsonl or .csv"))
        #expect(desk.exports.count == 2)
    }

    @Test("An export that runs is shown, counts, and ends with Esc")
    func stopsExport() async {
        let desk = await TimelineTests.desk(5)
        desk.isHolding = { if case .export = $0 { true } else { false } }
        await desk.press(.character(":"))
        await desk.type("export all.jsonl")
        await desk.press(KeyEvent(.enter))
        guard case .export(_, _, let token)? = desk.effects.last else {
            Issue.record("no export")
            return
        }
        await desk.send(.exportAdvanced(count: 12_000, token: token))
        #expect(desk.shows("Writing all.jsonl: 12000 events"))
        await desk.press(KeyEvent(.escape))
        #expect(desk.effects.last == .cancel(.export))
        #expect(desk.shows("Stopping the export"))
        await desk.send(.exported(.failure(GovernanceError(.cancelled, "Cancelled.")), token: token))
        #expect(desk.shows("The export was stopped; no file was left."))
    }
}
