// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing
import ThemeKit

@testable import ConsoleUI

@Suite("Settings: control and auth events")
struct EventFeedTests {
    @Test(
        "A16 A17: the feeds lie inside the settings, named for everybody and locked for all but admins",
        arguments: ["operator_1", "finance_1", "auditor_1"])
    func locked(login: String) async throws {
        let desk = try await ControlHistory.desk(as: login)
        for section in [Settings.Section.controlEvents, .authEvents] {
            desk.state.settings.section = .identity
            await ControlHistory.show(section, desk)
            #expect(desk.shows(section == .authEvents ? "Auth events" : "Control events"))
            #expect(desk.shows("✗ Only a Platform Admin may read this."))
            for words in ["PAUSE_RUNNER", "GRANT_ROLE", "MOCK"] { #expect(!desk.shows(words), "\(words)") }
            await desk.press(KeyEvent(.enter), .character("j"), .character("y"))
            #expect(desk.state.dialogs.isEmpty)
        }
        #expect(!desk.effects.contains { $0.readsRestrictedStream })
    }

    @Test("A17: whoever stops being an admin sees nothing of it any more, and nothing stays in memory")
    func revoked() async throws {
        let desk = try await ControlHistory.desk(as: "admin_1")
        await ControlHistory.show(.controlEvents, desk)
        #expect(desk.shows("PAUSE_RUNNER"))
        desk.model.setSuspended("admin_1", true)
        await desk.press(.character("r"))
        #expect(!desk.shows("PAUSE_RUNNER") && desk.shows("✗ You are suspended."))
        #expect(desk.state.settings.control.window.isEmpty)
    }

    @Test("A18 A31: recent history, newest first, with actor, role, method, surface, target, environment and result")
    func fields() async throws {
        let desk = try await ControlHistory.desk(as: "admin_1", width: 120)
        await ControlHistory.show(.controlEvents, desk)
        let order = ["SUBMIT_CONFIG", "RESUME_RUNNER", "PAUSE_RUNNER", "MIGRATE_SCHEMA"].map { desk.row(of: $0) }
        #expect(order.compactMap { $0 } == order.compactMap { $0 }.sorted() && !order.contains(nil))
        for words in [
            "PAUSE_RUNNER  build-runner-7", "operator_1 · operator · by peer · from runner · in production",
            "result runners/4711", "SUBMIT_CONFIG  runner", "? unknown", "no-answer", "16:41:12",
        ] { #expect(desk.shows(words), "\(words)") }
        #expect(desk.shows("4 Events"))
    }

    @Test("A34: the role is the one held then, whatever became of it")
    func snapshot() async throws {
        let desk = try await ControlHistory.desk(as: "admin_1")
        _ = try await desk.model.clients(as: "admin_1").people.revoke(
            "operator_1", .operator, "Left the operations team", ActionContext(surface: "cli"))
        await ControlHistory.show(.controlEvents, desk)
        #expect(desk.shows("operator_1 · operator · by peer · from runner · in production"))
    }

    @Test("A23 A32: GitLab is called compatibility, and a mock is seen to be one, in words and in look")
    func backends() async throws {
        let desk = try await ControlHistory.desk(as: "admin_1")
        await ControlHistory.show(.controlEvents, desk)
        let real = try #require(desk.row(of: "GitLab-backed compatibility"))
        let mock = try #require(desk.row(of: "MOCK, nothing was called"))
        #expect(real != mock)
        func style(of word: String, in row: Int) -> Style? {
            desk.canvas.runs(ofRow: row).first { $0.text.contains(word) }?.style
        }
        #expect(style(of: "MOCK", in: mock) != nil)
        #expect(style(of: "MOCK", in: mock)?.background != style(of: "GitLab", in: real)?.background)
        let plain = desk.state.draw(theme: .fallback.resolved(for: .monochrome))
        let mono = plain.runs(ofRow: mock).first { $0.text.contains("MOCK") }
        #expect(mono?.style.attributes.contains(.bold) == true)
    }

    @Test("A19 A20 A24 A25: it says what it is for, what it does not claim, and offers nothing that acts")
    func limits() async throws {
        for width in [80, 120, 200] {
            let desk = try await ControlHistory.desk(as: "admin_1", width: width, height: width == 80 ? 24 : 40)
            await ControlHistory.show(.controlEvents, desk)
            let words = desk.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("For review and governance only"))
            #expect(words.contains("not an authority over GitLab"))
            #expect(words.contains("an authority other than GitLab"))
            let commands = desk.state.settingsBindings.map(\.command)
            #expect(commands == [.enter, .nextSection, .previousSection, .copyID])
        }
    }

    @Test("A29: auth events lie beside them, of their own stream alone")
    func authEvents() async throws {
        let desk = try await ControlHistory.desk(as: "admin_1")
        await ControlHistory.show(.authEvents, desk)
        for words in ["GRANT_ROLE  auditor_1", "REVOKE_ROLE", "SUSPEND_PERSON  operator_2"] {
            #expect(desk.shows(words), "\(words)")
        }
        #expect(!desk.shows("PAUSE_RUNNER"))
    }

    @Test("Enter opens the event with every field, Esc comes back to it")
    func opening() async throws {
        let desk = try await ControlHistory.desk(as: "admin_1")
        await ControlHistory.show(.controlEvents, desk)
        await desk.press(.character("j"), .character("j"), KeyEvent(.enter))
        guard case .event(let detail)? = desk.state.dialogs.last else {
            Issue.record("no event is open")
            return
        }
        #expect(detail.event?.action == "PAUSE_RUNNER")
        #expect(desk.shows("runners/4711") && desk.shows("backend"))
        await desk.press(KeyEvent(.escape))
        #expect(desk.state.dialogs.isEmpty && desk.state.settings.control.selected?.action == "PAUSE_RUNNER")
    }

    // MARK: Pages

    private func longDesk(_ count: Int) async -> Desk {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        for index in 0..<count {
            clock.advance(by: .seconds(1))
            model.append(
                ControlHistory.event("PAUSE_RUNNER", at: clock.now, target: "runner-\(index)", backend: "gitlab"))
        }
        return await Desk.open(as: "admin_1", model: model, clock: clock)
    }

    @Test("A31: older pages come by keyset, without gaps or repetitions, to the beginning")
    func paging() async throws {
        let desk = await longDesk(250)
        await ControlHistory.show(.controlEvents, desk)
        #expect(desk.shows("newest 100"))
        for _ in 0..<4 { await desk.press(.character("G")) }
        let pages = desk.effects.compactMap { effect -> EventQuery? in
            if case .loadSettings(.events(_, let query), _) = effect { query } else { nil }
        }
        #expect(pages.count == 3)
        #expect(pages.dropFirst().allSatisfy { $0.cursor != nil && $0.direction == .older })
        let targets = desk.state.settings.control.window.events.compactMap(\.resourceID)
        #expect(targets == (0..<250).reversed().map { "runner-\($0)" })
        #expect(desk.shows("The beginning of this stream."))
    }

    @Test("A31: what arrives goes on top, and does not move whoever reads further down")
    func arrivals() async throws {
        let desk = await longDesk(30)
        await ControlHistory.show(.controlEvents, desk)
        desk.model.append(
            ControlHistory.event("RESUME_RUNNER", at: desk.clock.now, target: "runner-x", backend: "mock"))
        await desk.deliverArrivals()
        #expect(desk.state.settings.control.selected?.resourceID == "runner-x")
        await desk.press(.character("j"), .character("j"))
        let before = desk.state.settings.control.selected?.id
        desk.model.append(
            ControlHistory.event("RESUME_RUNNER", at: desk.clock.now, target: "runner-y", backend: "mock"))
        await desk.deliverArrivals()
        #expect(desk.state.settings.control.selected?.id == before)
        #expect(desk.state.settings.control.window.events.first?.resourceID == "runner-y")
        #expect(desk.state.settings.auth.window.isEmpty)
    }

    @Test("A31: empty and failing are said, with what to do")
    func emptyAndError() async throws {
        let empty = await Desk.open(as: "admin_1")
        await ControlHistory.show(.controlEvents, empty)
        #expect(empty.shows("No control event is recorded yet."))

        let desk = try await ControlHistory.desk(as: "admin_1")
        desk.isHolding = { $0.readsRestrictedStream }
        await ControlHistory.show(.controlEvents, desk)
        #expect(desk.shows("Reading the stream …"))
        let token = try #require(desk.state.settings.control.token)
        await desk.send(
            .settingsLoaded(
                .events(.control, .failure(GovernanceError(.unexpected, "The view is gone."))), token: token))
        #expect(desk.shows("✗ The view is gone.") && desk.shows("r asks again."))
        await desk.release()
        await desk.press(.character("r"))
        #expect(desk.shows("PAUSE_RUNNER"))
    }

    @Test("Hostile text of an event is shown, never obeyed")
    func hostile() async throws {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        var event = ControlHistory.event("PAUSE", at: clock.now, target: "r\u{202E}x\u{1B}[2J", backend: "mo\u{200B}ck")
        event.actorUsername = "op\u{0}er"
        model.append(event)
        let desk = await Desk.open(as: "admin_1", model: model, clock: clock)
        await ControlHistory.show(.controlEvents, desk)
        for words in ["<U+202E>", "<U+001B>", "<U+200B>", "<U+0000>"] { #expect(desk.shows(words), "\(words)") }
        #expect(!desk.shows("MOCK"))
    }
}
