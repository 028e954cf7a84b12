// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import ConsoleUI
import Governance
import GovernanceTestSupport
import Testing

extension Session {
    /// Opens the form of a workflow by the command line, and waits for its first label.
    func form(_ key: String, first label: String) async {
        screen.press(.character(":"))
        screen.type("open \(key)")
        screen.press(KeyEvent(.enter))
        await screen.waitFor(label)
        await screen.waitFor("Nothing is sent before the review.")
    }

    /// Ctrl-S in the form, the word in the review, Ctrl-S again, and back to the list.
    func openRequest(typing word: String) async {
        screen.press(.control("s"))
        await screen.waitFor("What will be requested")
        screen.type(word)
        screen.press(.control("s"))
        await done()
    }

    /// A step on the request in focus on the requests screen.
    func step(_ key: Character, title: String, typing word: String, note: String? = nil) async {
        screen.press(.character(key))
        await screen.waitFor(title)
        if let note {
            screen.type(note)
            screen.press(KeyEvent(.tab))
        }
        screen.type(word)
        screen.press(.control("s"))
        await done()
    }

    private func done() async {
        await screen.waitFor("✓ Done")
        screen.press(KeyEvent(.enter))
        await screen.waitFor("[6 Requests]")
    }

    /// Until the catalog is there and the person is known: before that nothing can be opened.
    func ready(as login: String) async {
        await screen.waitFor("Break-glass admin session")
        await screen.waitFor("\(login) · ")
        await screen.waitFor("Live Snapshot")
    }

    func requests(showing text: String) async {
        screen.press(.character("6"))
        await screen.waitFor("[6 Requests]")
        await screen.waitFor(text)
    }
}

@Suite("Each workflow to its end, by two people at two consoles", .timeLimit(.minutes(1)))
struct WorkflowJourneyTests {
    private static let reason = "Release health regressed at checkout"

    private struct Pair {
        var model: InMemoryGovernance
        var first: Session
        var second: Session
    }

    private func pair(with login: String) async -> Pair {
        let clock = ManualClock()
        let model = InMemoryGovernance.demonstration(now: { clock.timeOfDay })
        let pair = Pair(
            model: model, first: Session(as: "operator_1", model: model, clock: clock),
            second: Session(as: login, model: model, clock: clock))
        await pair.first.ready(as: "operator_1")
        await pair.second.ready(as: login)
        return pair
    }

    private func package(_ name: String, _ model: InMemoryGovernance) async throws -> DeploymentPackage? {
        try await model.clients(as: "operator_1").packages.packages().first { $0.name == name }
    }

    @Test("B47: a quota exception, signed by finance, executed by an operator")
    func quota() async throws {
        let pair = await pair(with: "finance_1")
        await pair.first.form("quota-exception-package", first: "Burst capacity *")
        pair.first.screen.press(KeyEvent(.down), KeyEvent(.down), KeyEvent(.tab))
        pair.first.screen.type("500")
        pair.first.screen.press(KeyEvent(.tab))
        pair.first.screen.type(Self.reason)
        await pair.first.openRequest(typing: "POD Engine Bravo")
        await pair.second.requests(showing: "→ sign")
        await pair.second.step("s", title: "Sign: Quota exception package", typing: "POD Engine Bravo")
        await pair.first.screen.waitFor("→ execute")
        await pair.first.step("e", title: "Executing raises the burst capacity", typing: "POD Engine Bravo")
        #expect(try await package("POD Engine Bravo", pair.model)?.burstCapacity == 500)
        await pair.first.quit()
        await pair.second.quit()
    }

    @Test("B48: a lease is escalated, expanded and executed by one person, and reviewed by another")
    func lease() async throws {
        let pair = await pair(with: "auditor_1")
        pair.first.screen.press(.character("5"))
        await pair.first.screen.waitFor("worker-alpha")
        for _ in 0..<5 { pair.first.screen.press(.character("j")) }
        pair.first.screen.press(.character("e"))
        await pair.first.screen.waitFor("Escalate: worker-alpha")
        pair.first.screen.type(Self.reason)
        pair.first.screen.press(KeyEvent(.tab))
        pair.first.screen.type("worker-alpha")
        pair.first.screen.press(.control("s"))
        await pair.first.screen.waitFor("✓ Done")
        pair.first.screen.press(KeyEvent(.enter))
        await pair.first.screen.waitFor("escalated by operator_1")
        pair.first.screen.press(KeyEvent(.enter))
        await pair.first.screen.waitFor("Cycle cap *")
        pair.first.screen.type("2000")
        pair.first.screen.press(KeyEvent(.tab))
        pair.first.screen.type(Self.reason)
        await pair.first.openRequest(typing: "worker-alpha")
        await pair.first.step("e", title: "Executing raises the cycle cap", typing: "worker-alpha")
        let leases = try await pair.model.clients(as: "operator_1").leases.leases()
        #expect(leases.first { $0.name == "worker-alpha" }?.cap == 2_000)
        await pair.second.requests(showing: "→ review")
        // The escalation first, which has waited longer, then what was done under it.
        for (word, waiting) in [("worker-alpha", 2), ("review", 1)] {
            // what was reviewed has left the list
            await pair.second.screen.waitFor("[6 Requests] \(waiting)")
            await pair.second.step("n", title: "Your note is kept in the trail", typing: word, note: "Seen in ledger")
        }
        #expect(pair.model.requests.first?.reviewCount == 1)
        await pair.first.quit()
        await pair.second.quit()
    }

    @Test("B41 B49: a rollback with its exact bundle, signed by an auditor, executed by an operator")
    func rollback() async throws {
        let pair = await pair(with: "auditor_1")
        await pair.first.form("rollback-package-approval", first: "Rollback reason *")
        pair.first.screen.press(KeyEvent(.down), KeyEvent(.tab))
        pair.first.screen.type(Self.reason)
        pair.first.screen.press(KeyEvent(.tab))
        pair.first.screen.type("POD Engine Alpha")
        await pair.first.openRequest(typing: "POD Engine Alpha")
        await pair.second.screen.waitFor("READ-ONLY")
        await pair.second.requests(showing: "→ sign")
        await pair.second.step("s", title: "Your signature is the last one", typing: "POD Engine Alpha")
        await pair.first.screen.waitFor("→ execute")
        await pair.first.step(
            "e", title: "Executing rolls POD Engine Alpha back to 2026.02", typing: "POD Engine Alpha")
        #expect(try await package("POD Engine Alpha", pair.model)?.state == .rolledBack)
        await pair.first.quit()
        await pair.second.quit()
    }

    @Test("B42 B50: a retirement with its checklist, signed by finance, with one event for each revocation")
    func retirement() async throws {
        let pair = await pair(with: "finance_1")
        await pair.first.form("engine-retirement-package", first: "Retention checklist *")
        pair.first.screen.press(KeyEvent(.down), KeyEvent(.down), KeyEvent(.down), KeyEvent(.tab))
        for _ in 0..<7 { pair.first.screen.press(.character(" "), KeyEvent(.down)) }
        pair.first.screen.type(Self.reason)
        await pair.first.openRequest(typing: "POD Engine Charlie")
        await pair.second.requests(showing: "→ sign")
        await pair.second.step("s", title: "Sign: Engine retirement package", typing: "POD Engine Charlie")
        await pair.first.screen.waitFor("→ execute")
        await pair.first.step("e", title: "Executing revokes 5 resources", typing: "POD Engine Charlie")
        #expect(try await package("POD Engine Charlie", pair.model)?.state == .retired)
        #expect(pair.model.events.count { $0.action == "REVOKE_ATTACHMENT" } == 5)
        await pair.first.quit()
        await pair.second.quit()
    }

    @Test("B23 B24 B26: a package is submitted, approved by two and deployed")
    func deployment() async throws {
        let pair = await pair(with: "finance_1")
        await pair.first.form("deployment-package", first: "Audit reason *")
        pair.first.screen.press(KeyEvent(.down), KeyEvent(.tab))
        pair.first.screen.type("Storefront release 2026.03.1")
        await pair.first.openRequest(typing: "POD Engine Alpha")
        await pair.second.requests(showing: "→ sign")
        await pair.second.step("s", title: "is approved and ready to deploy", typing: "POD Engine Alpha")
        await pair.first.screen.waitFor("→ execute")
        await pair.first.step("e", title: "Executing deploys POD Engine Alpha", typing: "POD Engine Alpha")
        let package = try #require(try await package("POD Engine Alpha", pair.model))
        #expect(package.state == .deployed)
        #expect(package.approval?.logins == ["operator_1", "finance_1"])
        await pair.first.quit()
        await pair.second.quit()
    }
}
