// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("What the package panels say when something is missing, and what may be done")
struct PackageStateTests {
    /// The model's catalog with every workflow offered.
    private static func offerAll(_ desk: Desk) async {
        var workflows = desk.state.workflows.all
        for index in workflows.indices { workflows[index].isOffered = true }
        let token = desk.state.newToken()
        desk.state.workflows.catalog.token = token
        await desk.send(.catalogLoaded(.success(workflows), token: token))
    }

    private static func reason(_ key: Character, _ desk: Desk) -> String? {
        desk.state.packageSteps.first { $0.key == key }?.offer.reason
    }

    @Test("B36 B37: a step that the package's state forbids is drawn with its reason and opens nothing")
    func engineActive() async {
        let desk = await PackagesTests.desk()
        await Self.offerAll(desk)
        #expect(Self.reason("T", desk) == "Retirement remains disabled while the engine is active.")
        #expect(desk.shows("✗ Retirement remains disabled while the engine is active."))
        await desk.press(.character("T"))
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.shows("is not possible: Retirement remains disabled"))
        #expect(Self.reason("u", desk)?.contains("this one is ready") == true)
        #expect(Self.reason("b", desk) == nil)
        // Bravo is blocked and serves nothing; without a plan there is no way back.
        await desk.press(.character("]"))
        #expect(Self.reason("T", desk) == nil)
        #expect(Self.reason("u", desk) == nil)
        #expect(Self.reason("b", desk)?.contains("no certified earlier release") == true)
        #expect(desk.performed.isEmpty)
    }

    @Test("B32 B36: a step opens its form with the package already in it")
    func preselected() async throws {
        let desk = await PackagesTests.desk()
        var workflows = desk.state.workflows.workflows
        for index in workflows.indices {
            workflows[index].isOffered = true
            workflows[index].fields = [
                WorkflowField(
                    name: "package", label: "Package", kind: .choice, isRequired: true,
                    choices: ["POD Engine Alpha", "POD Engine Bravo", "POD Engine Charlie"])
            ]
        }
        let token = desk.state.newToken()
        desk.state.workflows.catalog.token = token
        await desk.send(.catalogLoaded(.success(workflows), token: token))
        await desk.press(.character("]"), .character("u"))
        guard case .form(let form)? = desk.state.dialogs.last else {
            Issue.record("no form was opened")
            return
        }
        #expect(form.workflow?.key == "quota-exception-package")
        #expect(form.draft?.arguments["package"] == .string("POD Engine Bravo"))
    }

    @Test("B50: an auditor sees every step with the reason why it is not theirs, and no key opens a form")
    func auditor() async {
        let desk = await PackagesTests.desk(as: "auditor_1")
        await Self.offerAll(desk)
        #expect(desk.state.packageSteps.count == 7)
        for step in desk.state.packageSteps {
            #expect(step.offer.reason != nil, "\(step.key)")
            #expect(!step.offer.canBeAttempted, "\(step.key)")
            await desk.press(.character(step.key))
            #expect(desk.state.dialogs.isEmpty)
        }
    }

    @Test("B24: an open deployment approval of the package is what `a` shows")
    func openApproval() async throws {
        let desk = await PackagesTests.desk()
        let request = GovernanceRequest(
            id: "req_7", workflowKey: "deployment-package", workflowTitle: "Deployment package", state: .requested,
            requester: "operator_2", requesterName: "Governance Operator 2", reason: "For the spring launch",
            packageID: "POD Engine Alpha", requestedAt: Desk.start,
            expiresAt: Desk.start.advanced(by: .seconds(3_600)), manifest: "{}",
            manifestSHA256: String(repeating: "a", count: 64), signatures: [], missingSlots: [])
        desk.model.put(request)
        await desk.press(.character("r"), .character("a"))
        #expect(desk.shows("req_7") || desk.shows("For the spring launch"))
        guard case .review? = desk.state.dialogs.last else {
            Issue.record("the request is not shown")
            return
        }
    }

    // MARK: Missing, old, broken

    @Test("B4: before the database answers every panel awaits the first snapshot")
    func awaiting() async {
        let desk = Desk(width: 200, height: 60)
        await desk.send(.painted)
        await desk.press(.character("4"))
        #expect(desk.shows("Awaiting the first live snapshot."))
        desk.isHolding = { if case .loadPackages = $0 { true } else { false } }
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        #expect(desk.shows("Reading the package …"))
        #expect(!desk.shows("Awaiting the first live snapshot."))
    }

    @Test("B4: with the database lost the panels keep what they have, marked stale, and nothing is offered")
    func stale() async {
        let desk = await PackagesTests.desk()
        await Self.offerAll(desk)
        await desk.send(.store(.lost(since: desk.clock.now, reason: "server closed the connection")))
        #expect(desk.shows("Certified Development Layer artifact bound"))
        #expect(desk.shows("! stale  POD Engine Alpha"))
        #expect(desk.shows("! stale  3 Notes"))
        #expect(desk.state.packageSteps.filter { $0.key != "a" }.allSatisfy { !$0.offer.canBeAttempted })
        // An engine that was never read says so, instead of pretending that nothing is bound.
        await desk.press(.character("]"))
        #expect(desk.shows("Not read before the database went away."))
        #expect(!desk.shows("Nothing is bound to this package yet."))
    }

    @Test("B4: a panel that could not be read says why; with older data it keeps that, marked")
    func broken() async throws {
        let desk = await PackagesTests.desk()
        let error = GovernanceError(.notPermitted, "You may not read this.")
        desk.isHolding = { if case .loadPackageTrace = $0 { true } else { false } }
        await desk.press(.character("r"))
        let token = try #require(desk.state.packages.engine.trace.token)
        await desk.send(.packageTraceLoaded(.failure(error), token: token))
        await desk.press(.character("k"))
        #expect(desk.shows("! not refreshed  1 Event"))
        #expect(desk.shows("Deployment package approved for"))
        await desk.press(.character("]"))
        let next = try #require(desk.state.packages.engine.trace.token)
        await desk.send(.packageTraceLoaded(.failure(error), token: next))
        #expect(desk.shows("You may not read this. r tries again."))
    }

    @Test("B4: no package at all is said, with what makes one")
    func empty() async throws {
        let desk = await PackagesTests.desk()
        desk.isHolding = { if case .loadPackages = $0 { true } else { false } }
        await desk.press(.character("r"))
        let token = try #require(desk.state.packages.list.token)
        await desk.send(.packagesLoaded(.success([]), token: token))
        #expect(desk.shows("There is no package yet. countersign packages draft"))
        await desk.press(.character("]"), KeyEvent(.down), KeyEvent(.enter), KeyEvent(.tab), .character("y"))
        await desk.press(.character("1"), KeyEvent(.down), KeyEvent(.enter))
        #expect(!desk.state.isQuitting)
    }

    // MARK: Hostile text

    @Test("B24 B26: text of a package that would reorder or clear the screen is shown escaped", arguments: ["4", "1"])
    func hostile(tab: Character) async throws {
        let desk = await PackagesTests.desk()
        let evil = "A\u{202E}B\u{1B}[2J\u{200B}C"
        var dossier = try #require(desk.state.packages.dossier)
        dossier.package.node = evil
        dossier.package.fallback = evil
        dossier.package.stateLabel = evil
        dossier.resources[0].words = PanelNote(title: evil, detail: evil, note: evil)
        dossier.attachments[1].maskedCredential = evil
        dossier.rollbackPlan[0].words.title = evil
        dossier.retirementControls[0].words.detail = evil
        dossier.releases[0].title = evil
        desk.isHolding = { if case .loadPackage = $0 { true } else { false } }
        await desk.press(.character("r"))
        let token = try #require(desk.state.packages.engine.dossier.token)
        await desk.send(.packageLoaded(.success(dossier), token: token))
        await desk.press(.character(tab))
        #expect(desk.shows("<U+202E>"))
        for scalar in ["\u{202E}", "\u{1B}", "\u{200B}"] { #expect(!desk.screen.contains(scalar)) }
    }

    @Test("B24: an engine's name that mixes scripts is marked")
    func mixedScripts() async throws {
        let desk = await PackagesTests.desk()
        var packages = desk.state.packages.packages
        packages[0].name = "POD Engine \u{0410}lpha"
        desk.isHolding = { if case .loadPackages = $0 { true } else { false } }
        await desk.press(.character("r"))
        let token = try #require(desk.state.packages.list.token)
        await desk.send(.packagesLoaded(.success(packages), token: token))
        #expect(desk.shows("⚠ mixes scripts that look alike"))
    }
}
