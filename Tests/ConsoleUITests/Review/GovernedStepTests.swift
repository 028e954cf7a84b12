// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Every governed step is reviewed and confirmed")
struct GovernedStepTests {
    @Test("B41 B49: an auditor signs a rollback with its exact bundle shown, by typing the package's name")
    func signsRollback() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "auditor_1", day, height: 70)
        await desk.press(.character("6"))
        #expect(desk.shows("→ sign"))
        try await desk.begin(.sign, on: day.rollback)
        for text in [
            "Goes back to", "release: 2026.02", "artifact: POD Storefront Core 2026.02", "ai-lease: worker-alpha",
        ] {
            #expect(desk.shows(text), "\(text)")
        }
        #expect(desk.shows("Type  POD Engine Alpha  to confirm"))
        await desk.type("sign")
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty)
        await desk.press(.control("u"))
        try await desk.confirm()
        #expect(desk.shows("✓ Done"))
        #expect(day.model.requests.first { $0.id == day.rollback }?.state == .authorized)
    }

    @Test("B42 B50: executing a retirement says how many resources it revokes, and revokes them, one event each")
    func executesRetirement() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "operator_2", day, height: 80)
        try await desk.begin(.execute, on: day.retirement)
        #expect(desk.shows("Executing revokes 5 resources, one event each"))
        #expect(desk.shows("5  placement: prod-node-03"))
        #expect(desk.shows("✓ release-placement"))
        #expect(!desk.shows("store.northwind.example"))
        try await desk.confirm()
        #expect(desk.shows("✓ Done"))
        #expect(day.model.events.count { $0.action == "REVOKE_ATTACHMENT" } == 5)
        let request = try #require(day.model.requests.first { $0.id == day.retirement })
        #expect(desk.performed == [.execute(id: day.retirement, manifestSHA256: request.manifestSHA256)])
    }

    @Test("B47: finance signs a quota exception; an operator executes it; nobody else is offered it")
    func quota() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "finance_1", day)
        try await desk.begin(.sign, on: day.quota)
        try await desk.confirm()
        #expect(desk.shows("✓ Done"))
        await desk.press(KeyEvent(.enter))
        let request = try #require(desk.state.requests.loaded.value?.first { $0.id == day.quota })
        let offer = desk.state.rules.offer(.execute(request))
        #expect(offer.reason == "Executing needs Governance Operator; you hold Finance Reviewer.")
        let second = await GovernedScene.desk(as: "operator_2", day)
        try await second.begin(.execute, on: day.quota)
        #expect(second.shows("Executing raises the burst capacity of POD Engine Bravo to 500."))
        try await second.confirm()
        #expect(second.shows("✓ Done"))
    }

    @Test("B48: a lease is escalated with a reason and its name, and then an override is opened about it")
    func escalates() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "operator_1", day, width: 200)
        await desk.press(.character("5"), .character("G"))
        #expect(desk.state.workflows.selectedLease?.name == "worker-analyst-delta")
        #expect(desk.shows("Open override: worker-analyst-delta is read-only until escalated."))
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.dialogs.isEmpty)
        await desk.press(.character("e"))
        #expect(desk.shows("can be expanded for 30 minutes"))
        try await desk.confirm(reason: "Launch traffic above the envelope")
        #expect(desk.shows("✓ Done"))
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("escalated by operator_1"))
        await desk.press(KeyEvent(.enter))
        guard case .form(let form)? = desk.state.dialogs.last else {
            Issue.record("no form is open")
            return
        }
        #expect(form.fields[0].value == .string("worker-analyst-delta"))
        #expect(form.focus == .field(1))
    }

    @Test("B48 B61: what was done is reviewed with a note by somebody else, never by its subject")
    func reviews() async throws {
        let day = try await GovernedScene.day()
        for (login, id) in [("auditor_1", day.override), ("finance_1", day.session)] {
            let desk = await GovernedScene.desk(as: login, day)
            await desk.press(.character("6"))
            #expect(desk.shows("→ review"))
            try await desk.begin(.review, on: id)
            try await desk.confirm(reason: "Compared with the change log")
            #expect(desk.shows("✓ Done"))
            #expect(desk.performed == [.review(id: id, note: "Compared with the change log")])
        }
        let subject = await GovernedScene.desk(as: "operator_1", try await GovernedScene.day())
        await subject.press(.character("6"))
        #expect(!subject.shows("→ review"))
    }

    @Test("B48 B41: an escalation that awaits its review stands in Requests: under what waits for others, and for me")
    func escalationInRequests() async throws {
        let day = try await GovernedScene.day()
        let own = await GovernedScene.desk(as: "operator_1", day)
        await own.press(.character("6"))
        let mine = try #require(own.state.requestRows.first { $0.escalation?.by == "operator_1" })
        #expect(mine.group == .mine && mine.duty == nil)
        #expect(own.shows("Escalation of a lease") && own.shows("awaits a review"))

        let other = await GovernedScene.desk(as: "finance_1", day)
        await other.press(.character("6"))
        let waiting = try #require(other.state.waitingRows.first { $0.id == mine.id })
        #expect(waiting.duty == .review && other.state.waitingCount == other.state.waitingRows.count)
        let count = other.state.waitingCount
        while other.state.focusedRow?.id != waiting.id { await other.press(.character("j")) }
        await other.press(.character("n"))
        try await other.confirm(reason: "Looked at the cycles that were used")
        #expect(other.shows("✓ Done"))
        await other.press(KeyEvent(.enter))
        #expect(!other.state.requestRows.contains { $0.id == waiting.id })
        #expect(other.state.waitingCount == count - 1)
    }

    @Test("B48: an escalation is reviewed from its lease")
    func reviewsEscalation() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "finance_1", day)
        await desk.press(.character("5"))
        for _ in 0..<5 { await desk.press(.character("j")) }
        await desk.press(.character("n"))
        #expect(desk.topReview?.expectedWord == "worker-alpha")
        try await desk.confirm(reason: "Agreed with the tenant")
        #expect(desk.shows("✓ Done"))
        guard case .review(let id, _)? = desk.performed.last else {
            Issue.record("nothing was reviewed")
            return
        }
        #expect(id.hasPrefix("esc_"))
    }

    @Test("B26 B36: packages are blocked, unblocked, served, drained and revised, each with its reason and name")
    func packages() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "operator_1", day)
        let dossiers = try await day.model.clients(as: "operator_1").packages.packages()
        let alpha = try #require(dossiers.first { $0.name == "POD Engine Alpha" })
        let bravo = try #require(dossiers.first { $0.name == "POD Engine Bravo" })
        for step in [SubjectStep.block(alpha), .drain(alpha), .unblock(bravo), .serve(bravo)] {
            await desk.run(desk.state.begin(step))
            try await desk.confirm(reason: "Placement is settled now")
            #expect(desk.shows("✓ Done"), "\(step)")
            await desk.press(KeyEvent(.enter))
        }
        await desk.run(desk.state.openDraft(of: alpha))
        await desk.press(.control("u"))
        await desk.type("2026.04")
        await desk.press(.control("s"))
        #expect(desk.shows("✗ Reason needs at least 10 non-blank characters"))
        await desk.type("Move to the next release")
        await desk.press(.control("s"))
        #expect(desk.shows("What will be drafted"))
        #expect(desk.performed.count == 4)
    }

    @Test("B36 B37: a retirement of a serving engine is warned about before it is opened")
    func engineActive() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "operator_1", day, height: 60)
        await desk.run(
            desk.state.openForm("engine-retirement-package", prefilling: ["package": "POD Engine Alpha"]))
        for _ in 0..<7 { await desk.press(.character(" "), KeyEvent(.down)) }
        await desk.type("End of life of the storefront")
        await desk.press(.control("s"))
        #expect(desk.shows("Retirement remains disabled"))
        #expect(desk.shows("Keeps"))
        #expect(desk.shows("audit-history"))
    }

    @Test("B60: the review says who signed, who is missing, until when, and what is not live")
    func showsStanding() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "auditor_1", day, height: 70)
        try await desk.begin(.sign, on: day.rollback)
        for text in [
            "(operator_1), Governance Operator,", "Support Auditor (auditor)", "expires in",
            "2/5 live sources", "Node Runtime degraded", "Integration Control offline", "SHA-256",
        ] {
            #expect(desk.shows(text), "\(text)")
        }
    }

    @Test("A reason that was typed is there again after Esc, and gone once it was sent")
    func keepsReasons() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "finance_1", day)
        try await desk.begin(.reject, on: day.quota)
        await desk.type("Not before the audit is over")
        await desk.press(KeyEvent(.escape))
        try await desk.begin(.reject, on: day.quota)
        #expect(desk.topReview?.reason.text == "Not before the audit is over")
        try await desk.confirm()
        #expect(desk.shows("✓ Done"))
        #expect(desk.state.workflows.reasons.isEmpty)
    }

    @Test("The answer leads to its event, and its command can be copied")
    func answer() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "finance_1", day)
        try await desk.begin(.sign, on: day.quota)
        await desk.press(.control("y"))
        let request = try #require(day.model.requests.first { $0.id == day.quota })
        let command = "countersign requests sign --manifest \(request.manifestSHA256) \(day.quota)"
        #expect(desk.effects.contains(.copy(command)))
        try await desk.confirm()
        let copies = desk.effects.count { $0 == .copy(command) }
        await desk.press(.character("y"))
        #expect(desk.effects.count { $0 == .copy(command) } == copies + 1)
        await desk.press(.character("e"))
        guard case .event? = desk.state.dialogs.last else {
            Issue.record("the event is not shown")
            return
        }
    }
}
