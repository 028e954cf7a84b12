// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing
import ThemeKit

@testable import ConsoleUI

@Suite("The session")
struct SessionTests {
    @Test("Keys before the first paint are dropped")
    func keysBeforePaint() async {
        let desk = Desk()
        await desk.press(.character("5"), .character("q"))
        #expect(desk.state.tab == .overview)
        #expect(!desk.state.isQuitting)
        await desk.send(.painted)
        await desk.press(.character("5"))
        #expect(desk.state.tab == .workflows)
    }

    @Test("B4: before the first answer the screen says what it waits for")
    func connecting() async {
        let desk = Desk()
        await desk.send(.painted)
        #expect(desk.shows("Loading Snapshot"))
        #expect(desk.shows("Updated Awaiting first sync"))
        #expect(desk.shows("Awaiting first live snapshot"))
    }

    @Test("B2 B5 B6: the chips, and a banner that names the acting role and the mutation roles")
    func governed() async {
        let desk = await Desk.open(width: 200, height: 60)
        #expect(desk.shows("Audit Logs is in governed mode"))
        #expect(desk.shows("Governance Operator can review and run privileged changes here."))
        #expect(desk.shows("Mutation roles: Governance Operator / Finance Reviewer / Support Auditor."))
        #expect(desk.shows("● Mutation enabled"))
        #expect(desk.shows("2/5 Live Sources"))
        #expect(desk.shows("Auto 30s"))
        #expect(desk.shows("Live Snapshot"))
        #expect(desk.shows("Commercial surfaces remain mock-backed"))
    }

    @Test("An attempt that left no record is shown once two readings have counted it")
    func lostAttempts() async {
        var state = await Desk.open(width: 120, height: 40).state
        func read(_ attempts: Int64) -> String {
            let token = state.newToken()
            state.trailStatus.token = token
            let status = TrailStatus(sealedHead: 9, attemptsWithoutRecord: attempts)
            _ = state.update(.trailStatusLoaded(.success(status), token: token))
            return state.draw(theme: .fallback).text
        }
        #expect(!read(1).contains("left no record"), "a call that is under way")
        #expect(!read(0).contains("left no record"))
        #expect(!read(12).contains("left no record"))
        #expect(read(13).contains("12 attempts left no record"))
    }

    @Test("B10–B14: the six events of the seed, numbered, with category and severity in words")
    func seedEvents() async {
        let desk = await Desk.open(width: 200, height: 60)
        #expect(desk.shows("6 Events"))
        for text in [
            "Break-glass request opened for Northwind Studio", "Worker + Analyst lease flagged for finance review",
            "ACL seed package approved for Harbor Goods", "Deployment package approved for POD Engine Alpha",
            "Rollback package staged for POD Engine Bravo", "Retirement package pre-reviewed for POD Engine Charlie",
            "Category: privileged-access / Severity: medium", "Category: ai-leasing / Severity: high",
            "Category: access-control / Severity: low", "01 ", "06 ",
        ] {
            #expect(desk.shows(text), "\(text) is missing")
        }
    }

    @Test("B15–B22 B54: coverage at none, some and all", arguments: 0...5)
    func coverage(live: Int) async {
        let states = Array(repeating: SourceStatus.State.live, count: live)
        let desk = await Desk.open(width: 200, height: 60, coverage: states)
        #expect(desk.shows("\(live)/5 live"))
        #expect(desk.shows("\(live)/5 Live Sources"))
        for definition in SourceDefinition.standard {
            #expect(desk.shows(definition.name))
            #expect(desk.shows(definition.url))
        }
        if live < 5 {
            #expect(desk.shows("Awaiting local service response."))
            #expect(desk.shows("Latency unknown"))
        }
        #expect(desk.state.actionContext.coverage == "\(live)/5")
    }

    @Test("A lost database leaves the view readable, marks it stale with its age, and turns actions off")
    func lostDatabase() async {
        let desk = await Desk.open(width: 120, height: 40)
        await desk.send(.store(.lost(since: desk.clock.now, reason: "server closed the connection")))
        #expect(desk.shows("Stale since 16:40:12 UTC (just now): server closed the connection"))
        await desk.wait(.seconds(300))
        #expect(desk.shows("(5m ago)"))
        #expect(desk.shows("privileged-access · Admin access package"))
        #expect(desk.shows("READ-ONLY"))
        await desk.press(.character("5"), KeyEvent(.enter))
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.shows("The database has not answered since"))
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        #expect(desk.shows("● Mutation enabled"))
        #expect(!desk.shows("Stale"))
    }

    @Test("After a loss the reader is where they were, with what arrived meanwhile")
    func recovers() async {
        let desk = await TimelineTests.desk(120)
        for _ in 0..<10 { await desk.press(.character("j")) }
        let focus = desk.state.timeline.selected?.id
        await desk.send(.store(.lost(since: desk.clock.now, reason: "gone")))
        desk.clock.advance(by: .seconds(1))
        desk.model.append(TimelineTests.event(121, at: desk.clock.now))
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        #expect(desk.state.timeline.selected?.id == focus)
        #expect(desk.shows("↑ 1 new"))
        await desk.press(.character("g"))
        #expect(desk.shows("Event number 121"))
    }

    @Test("B3 B56: sources are asked again after about 30 seconds while someone looks, and not otherwise")
    func refreshes() async {
        let desk = await Desk.open()
        let first = desk.probes
        await desk.wait(.seconds(26))
        #expect(desk.probes == first)
        await desk.wait(.seconds(8))
        #expect(desk.probes == first + 1)
        await desk.send(.focused(false))
        await desk.wait(.seconds(120))
        #expect(desk.probes == first + 1)
        await desk.send(.focused(true))
        #expect(desk.probes == first + 2)
        await desk.press(.character("p"))
        #expect(desk.shows("Auto paused"))
        await desk.wait(.seconds(120))
        #expect(desk.probes == first + 2)
        await desk.press(.character("r"))
        #expect(desk.probes == first + 3)
    }

    @Test("Ages step by the minute, and a wake-up is planned for the next change only")
    func quiet() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        await desk.press(.character("p"), .character("j"), .character("k"))
        let wake = try #require(desk.state.nextWake)
        #expect(wake == desk.clock.now.startOfMinute.advanced(by: .seconds(60)))
        let before = desk.canvas
        await desk.wait(.seconds(40))
        #expect(desk.canvas == before)
        await desk.wait(.seconds(20))
        #expect(desk.canvas != before)
    }

    @Test("B61: when a session runs out, the console asks again by itself")
    func sessionRunsOut() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        #expect(desk.shows("Break-glass session open: Harbor Goods"))
        await desk.wait(.seconds(60 * 60))
        #expect(!desk.shows("Break-glass session open:"))
    }

    @Test("B60: another person's console shows what happened without a key")
    func secondPerson() async throws {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        let first = await Desk.open(as: "operator_1", model: model, clock: clock)
        let second = await Desk.open(as: "operator_2", width: 200, height: 60, model: model, clock: clock)
        try await openRequest(first, tenant: "Delta Market")
        await second.deliverArrivals()
        #expect(second.shows("Break-glass request opened for Delta Market"))
        #expect(second.state.waitingRows.count == 1)
        await second.press(.character("6"), .character("s"), KeyEvent(.tab))
        await second.type("sign")
        await second.press(.control("s"))
        #expect(second.shows("✓ Done"))
        await first.deliverArrivals()
        #expect(first.shows("Break-glass session open: Delta Market"))
    }

    @Test("A request that arrives takes the focus from none that is being read")
    func focusStays() async throws {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        let first = await Desk.open(as: "operator_1", model: model, clock: clock)
        try await openRequest(first, tenant: "Delta Market")
        let second = await Desk.open(as: "operator_2", width: 200, height: 60, model: model, clock: clock)
        await second.press(KeyEvent(.tab))
        #expect(second.state.overviewRequest?.tenant == "Delta Market")
        await second.press(.character("6"))
        // Another one that expires earlier, so that it comes first.
        var urgent = try #require(model.requests.first)
        urgent.id = "req_0"
        urgent.tenant = "Harbor Goods"
        urgent.expiresAt = urgent.expiresAt.advanced(by: .seconds(-600))
        let token = second.state.newToken()
        second.state.requests.loaded.token = token
        let listed = (model.requests + [urgent]).map { request in
            var request = request
            request.duty = .sign
            return request
        }
        await second.send(.requestsLoaded(.success(listed), token: token))
        #expect(second.state.requestRows.first?.request?.tenant == "Harbor Goods")
        #expect(second.state.focusedRequest?.tenant == "Delta Market")
        await second.press(.character("1"))
        #expect(second.state.overviewRequest?.tenant == "Delta Market")
    }

    @Test("Pasted text never runs a command")
    func pasteRunsNothing() async {
        let desk = await Desk.open()
        for tab in Console.Tab.allCases {
            await desk.send(.key(.character(Character("\(tab.rawValue)"))))
            await desk.paste("q:quit\n4\ns\u{13}\r")
            #expect(desk.state.tab == tab)
            #expect(!desk.state.isQuitting)
            #expect(desk.state.dialogs.isEmpty)
        }
    }

    @Test("Help is searched, and Enter runs what it found")
    func help() async {
        let desk = await Desk.open()
        await desk.press(.character("?"))
        await desk.type("workfl")
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.tab == .workflows)
        #expect(desk.state.dialogs.isEmpty)
    }

    @Test("Every key of the footer and the help is listed once on each screen", arguments: Console.Tab.allCases)
    func keysAreUnique(tab: Console.Tab) async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        await desk.press(.character(Character("\(tab.rawValue)")))
        let keys = desk.state.bindings.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
    }
}

extension Desk {
    var probes: Int {
        effects.count { if case .probeSources = $0 { true } else { false } }
    }
}
