// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("The command line")
struct CommandLineTests {
    private func run(_ line: String, _ desk: Desk) async {
        await desk.press(.character(":"))
        await desk.type(line)
        await desk.press(KeyEvent(.enter))
    }

    @Test(
        "Commands go where they say",
        arguments: [
            ("timeline", Console.Tab.timeline), ("req", .requests), ("workflows", .workflows), ("so", .sources),
        ])
    func tabs(line: String, tab: Console.Tab) async {
        let desk = await Desk.open()
        // `req` is short for two commands: the exact name decides, else it is said.
        await run(line, desk)
        if line == "req" {
            #expect(desk.shows("req could be requests, request."))
        } else {
            #expect(desk.state.tab == tab)
        }
    }

    @Test("B58: an event and a request open by id")
    func deepLinks() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        let event = try #require(desk.model.events.last)
        await run("event \(event.id)", desk)
        #expect(desk.shows(event.id))
        await desk.press(KeyEvent(.escape))
        let request = try #require(desk.model.requests.first)
        await run("request \(request.id)", desk)
        #expect(desk.shows(request.manifestSHA256))
        await desk.press(KeyEvent(.escape))
        await run("event audit_0", desk)
        #expect(desk.shows("There is no event audit_0"))
    }

    @Test("A filter, a form and a theme by name")
    func arguments() async {
        let desk = await Desk.open(width: 180)
        await run("filter category:rollback", desk)
        #expect(desk.shows("Rollback package staged for POD Engine Bravo"))
        #expect(!desk.shows("Worker + Analyst"))
        await run("theme paper", desk)
        #expect(desk.state.themeName == "paper")
        await run("theme none", desk)
        #expect(desk.shows("There is no theme none."))
        await run("open break-glass-admin-session", desk)
        #expect(desk.shows("Tenant *"))
        #expect(desk.performed.isEmpty)
    }

    @Test("What is wrong is said in the line, which stays", arguments: ["nonsense", "timeline now", "event", "theme"])
    func problems(line: String) async {
        let desk = await Desk.open()
        await run(line, desk)
        #expect(desk.shows("✗ "))
        #expect(desk.shows(":\(line)"))
    }

    @Test("Tab completes names and values; Up brings back what was run")
    func completionAndHistory() async {
        let desk = await Desk.open()
        await desk.press(.character(":"))
        await desk.type("tim")
        await desk.press(KeyEvent(.tab), KeyEvent(.enter))
        #expect(desk.state.tab == .timeline)
        await desk.press(.character(":"))
        await desk.type("open br")
        await desk.press(KeyEvent(.tab))
        #expect(desk.shows(":open break-glass-admin-session"))
        await desk.press(KeyEvent(.escape), .character(":"), KeyEvent(.up))
        #expect(desk.shows(":timeline"))
        await desk.press(KeyEvent(.down))
        #expect(!desk.shows(":timeline"))
    }

    @Test("Quitting is a command too")
    func quit() async {
        let desk = await Desk.open()
        await run("q", desk)
        #expect(desk.state.isQuitting)
    }
}
