// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Filters on the timeline")
struct FilterTests {
    private func prompt(_ desk: Desk) -> String? { desk.state.timeline.prompt?.editor.text }

    @Test("B57: what could be typed is shown as one types, and Tab takes it")
    func completes() async {
        let desk = await TimelineTests.desk(5)
        await desk.press(.character("/"))
        #expect(desk.shows("e.g. category:rollback"))
        await desk.type("sev")
        #expect(desk.shows("severity:"))
        await desk.press(KeyEvent(.tab))
        #expect(prompt(desk) == "severity:")
        #expect(desk.shows("low  medium  high  critical"))
        await desk.type("h")
        await desk.press(KeyEvent(.tab))
        await desk.type(" actor:")
        #expect(desk.shows("operator_2"))
        await desk.press(KeyEvent(.tab))
        #expect(prompt(desk) == "severity:high actor:operator_2")
    }

    @Test("Tab goes through all candidates and round, also in the middle of a line")
    func cycles() async {
        let desk = await TimelineTests.desk(5)
        await desk.press(.character("/"))
        await desk.type("outcome: since:7d")
        for _ in 0..<9 { await desk.press(KeyEvent(.left)) }
        await desk.press(KeyEvent(.tab))
        #expect(prompt(desk) == "outcome:attempted since:7d")
        await desk.press(KeyEvent(.tab))
        #expect(prompt(desk) == "outcome:succeeded since:7d")
        await desk.press(KeyEvent(.backTab), KeyEvent(.backTab))
        #expect(prompt(desk) == "outcome:unknown since:7d")
    }

    @Test("Earlier filters come back with the arrow, each once; what was being written is not lost")
    func history() async {
        let desk = await TimelineTests.desk(5)
        for filter in ["actor:operator_2", "outcome:denied", "actor:operator_2"] {
            await desk.press(.character("/"), .control("u"))
            await desk.type(filter)
            await desk.press(KeyEvent(.enter))
        }
        await desk.press(.character("/"), .control("u"))
        await desk.type("cat")
        await desk.press(KeyEvent(.up))
        #expect(prompt(desk) == "actor:operator_2")
        await desk.press(KeyEvent(.up))
        #expect(prompt(desk) == "outcome:denied")
        await desk.press(KeyEvent(.down), KeyEvent(.down))
        #expect(prompt(desk) == "cat")
    }

    @Test("B57: a filter is saved, listed, used and deleted by its name")
    func saved() async {
        let desk = await TimelineTests.desk(5)
        await desk.press(.character("/"))
        await desk.type("outcome:denied since:7d")
        await desk.press(KeyEvent(.enter), .character(":"))
        await desk.type("filter save refusals")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("The filter is saved as refusals."))
        await desk.press(KeyEvent(.escape), .character("F"))
        #expect(desk.shows("Saved filters") && desk.shows("outcome:denied since:7d"))
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.timeline.filterText == "outcome:denied since:7d")
        await desk.press(KeyEvent(.escape), .character(":"))
        await desk.type("filter use refusals")
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.timeline.filterText == "outcome:denied since:7d")
        await desk.press(.character("F"), .character("x"), KeyEvent(.escape))
        await desk.press(.character(":"))
        await desk.type("filter use refusals")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("There is no filter refusals"))
    }

    @Test("B57: terms are switched off and on by key and by click; what is off is shown, and Esc ends all of it")
    func terms() async throws {
        #expect(
            Timeline.terms(in: " a:b  \"two words\" -c:\"d \\\" e\" f") == [
                "a:b", "\"two words\"", "-c:\"d \\\" e\"", "f",
            ])
        let desk = await TimelineTests.desk(5)
        await desk.press(.character("x"))
        #expect(desk.shows("There is no term to switch."))
        await desk.press(.character("/"))
        await desk.type("severity:high actor:operator_2")
        await desk.press(KeyEvent(.enter), .character("x"))
        #expect(desk.state.timeline.filterText == "severity:high")
        #expect(desk.shows("Filter: severity:high   off: actor:operator_2"))
        await desk.press(.character("x"))
        #expect(desk.state.timeline.filter.isEmpty && desk.shows("off: actor:operator_2 severity:high"))
        await desk.press(.character("x"))
        #expect(desk.state.timeline.filterText == "severity:high actor:operator_2")
        try await desk.click("severity:high")
        #expect(desk.state.timeline.filterText == "actor:operator_2")
        try await desk.click("severity:high")
        #expect(desk.state.timeline.filterText == "actor:operator_2 severity:high")
        await desk.press(.character("x"), .character("x"), KeyEvent(.escape))
        #expect(desk.state.timeline.termsOff.isEmpty && !desk.shows("off:"))
    }

    @Test("A filter may still ask for the words save and use")
    func words() throws {
        #expect(try CommandLine.parse("filter save") == .applyFilter("save"))
        #expect(try CommandLine.parse("filter \"save\" this") == .applyFilter("\"save\" this"))
        #expect(try CommandLine.parse("filter save outcome:denied") == .applyFilter("save outcome:denied"))
        #expect(try CommandLine.parse("filter save mine") == .saveFilter("mine"))
    }

    @Test("A file of filters that cannot be read is told of")
    func unreadable() async {
        let desk = await TimelineTests.desk(5)
        desk.savedFilters = .failure(GovernanceError(.invalidInput, "filters.json does not hold saved filters"))
        await desk.press(.character("F"))
        #expect(desk.shows("filters.json does not hold saved filters"))
    }
}
