// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("The packages screen")
struct PackagesTests {
    /// A large terminal at the packages, where every word has room.
    static func desk(as login: String = "operator_1", width: Int = 200, height: Int = 70) async -> Desk {
        let desk = await Desk.open(as: login, width: width, height: height)
        await desk.press(.character("4"))
        return desk
    }

    private static func packageLoads(_ desk: Desk) -> Int {
        desk.effects.count { if case .loadPackages = $0 { true } else { false } }
    }

    @Test("B24 B25 B40: the summary names state, approvers, time with zone, window, node and fallback")
    func summary() async {
        let desk = await Self.desk()
        for words in [
            "Deployment Package Summary", "Who approved the package, when it was approved",
            "✓ Deployment ready", "Governance Operator 1 + Finance Reviewer 1",
            "March 8, 2026 at 2:18 PM ET (America/New_York)", "prod-node-01", "2026.02 storefront fallback",
        ] { #expect(desk.shows(words), "\(words)") }
    }

    @Test("B24: the manifest's hash and the revision are there, and y copies the hash")
    func manifest() async {
        let desk = await Self.desk()
        let hash = String(repeating: "0", count: 64)
        #expect(desk.shows("Manifest"))
        #expect(desk.state.packages.dossier?.package.manifestSHA256 == hash)
        // 64 digits are wider than the column: none of them may be lost.
        let rows = desk.screen.split(separator: "\n").filter { $0.contains("00000000") }
        let digits = rows.joined().count { $0 == "0" }
        #expect(digits >= 64)
        await desk.press(.character("y"))
        #expect(desk.effects.contains(.copy(hash)))
    }

    @Test("B11 B26 B27 B28 B29 B30: four numbered inputs of the named engine, with note, credentials masked")
    func resources() async {
        let desk = await Self.desk()
        #expect(desk.shows("Bound Resources"))
        for words in [
            "01  Certified Development Layer artifact bound", "Artifact compatibility validated",
            "02  AI productivity lease attached", "Lease class remains visible to finance",
            "03  API Services Pool package attached", "Credential masking remains intact",
            "Cloudflare DNS ••••••7f3a", "Stripe ledger ••••••9d04",
            "04  Client theme package locked", "Theme scope remains presentation-only.",
        ] { #expect(desk.shows(words), "\(words)") }
        for login in ["finance_1", "auditor_1"] {
            let other = await Self.desk(as: login)
            #expect(other.shows("AI productivity lease attached"), "B28: \(login) sees the lease")
        }
    }

    @Test("B10 B12 B13 B31: the trace counts the package's events alone, and Enter shows one")
    func trace() async throws {
        let desk = await Self.desk()
        let query = try #require(
            desk.effects.compactMap { effect in
                if case .loadPackageTrace(let query, _) = effect { query } else { nil }
            }.last)
        #expect(query.filter.terms == [EventFilter.Term(field: .package, values: ["POD Engine Alpha"])])
        #expect(desk.shows("Package Audit Trace"))
        #expect(desk.state.packages.trace.map(\.title) == ["Deployment package approved for POD Engine Alpha"])
        #expect(desk.shows("1 Event"))
        while desk.state.packages.section != .trace { await desk.press(KeyEvent(.tab)) }
        #expect(desk.shows("■ medium"))
        await desk.press(KeyEvent(.enter))
        guard case .event(let detail)? = desk.state.dialogs.last else {
            Issue.record("no event is shown")
            return
        }
        #expect(detail.id == desk.state.packages.trace.first?.id)
    }

    @Test("B32 B33 B34 B35: the plan with the bundle it returns to, its reason, and the bindings it keeps")
    func rollback() async {
        let desk = await Self.desk()
        for words in [
            "Rollback Readiness", "✓ Rollback Plan", "01  Revert to 2026.02 storefront package",
            "Rollback requires governance reason capture", "Returns to 2026.02", "POD Storefront Core 2026.02",
            "02  Preserve DNS and certificate bindings", "Release history",
        ] { #expect(desk.shows(words), "\(words)") }
    }

    @Test("B36 B37 B38: retirement is locked while the engine serves, with the retention listed")
    func retirement() async {
        let desk = await Self.desk()
        for words in [
            "Retirement Workflow", "Retirement Controls × locked",
            "01  Retirement remains disabled while engine is active",
            "Closeout controls stay locked until governance", "02  Retention policy preattached",
            "Retained: audit-history, billing-closeout", "0 of 6 attachments revoked",
        ] { #expect(desk.shows(words), "\(words)") }
    }

    @Test("B39 B40 B41 B42: the three guardrails")
    func guardrails() async {
        let desk = await Self.desk()
        for words in [
            "Lifecycle Guardrails", "3 Notes", "01  Deployment package approvals must name the approvers",
            "02  Rollback stays package-based", "03  Retirement preserves audit continuity",
        ] { #expect(desk.shows(words), "\(words)") }
    }

    @Test("B24: the state is drawn in the life of a package, by glyph and word")
    func lifecycle() async {
        let desk = await Self.desk()
        #expect(desk.shows("[✓ ready] now"))
        #expect(desk.shows("· in review"))
        await desk.press(.character("]"))
        #expect(desk.shows("[✗ blocked] now"))
        #expect(!desk.shows("[✓ ready]"))
        await desk.press(.character("]"))
        #expect(desk.shows("[● deployed] now"))
    }

    @Test("B26: [ ] and the arrows choose the engine, all panels follow, and a blocked one says why")
    func selector() async {
        let desk = await Self.desk()
        #expect(desk.shows("1 of 3"))
        await desk.press(KeyEvent(.right))
        #expect(desk.state.packages.chosen?.name == "POD Engine Bravo")
        #expect(desk.shows("✗ Provisioning is blocked on node placement."))
        #expect(desk.shows("Nothing is bound to this package yet."))
        #expect(desk.shows("Rollback package staged for POD Engine Bravo"))
        #expect(!desk.shows("Certified Development Layer artifact bound"))
        await desk.press(.character("["), .character("["))
        #expect(desk.state.packages.chosen?.name == "POD Engine Charlie")
        await desk.press(.character("1"))
        #expect(desk.shows("POD Engine Charlie  (3 of 3)"))
    }

    @Test("B26: moving in the list of engines chooses one; coming to it chooses none")
    func engineList() async {
        let desk = await Self.desk()
        await desk.press(.character("]"))
        while desk.state.packages.section != .engines { await desk.press(KeyEvent(.backTab)) }
        #expect(desk.state.packages.chosen?.name == "POD Engine Bravo")
        await desk.press(.character("j"))
        #expect(desk.state.packages.chosen?.name == "POD Engine Charlie")
    }

    @Test("B4 B26: while another engine's package is read, nothing of the former one stands under its name")
    func switching() async {
        let desk = await Self.desk()
        desk.isHolding = { if case .loadPackage = $0 { true } else { false } }
        await desk.press(.character("]"))
        #expect(desk.shows("Reading the package …"))
        #expect(!desk.shows("Certified Development Layer artifact bound"))
        await desk.release()
        #expect(!desk.shows("Reading the package …"))
    }

    @Test("B4: an answer about a package that was left is not taken for the present one")
    func lateAnswer() async throws {
        let desk = await Self.desk()
        desk.isHolding = { if case .loadPackage = $0 { true } else { false } }
        await desk.press(.character("r"))
        let token = try #require(desk.state.packages.engine.dossier.token)
        let alpha = desk.state.packages.dossier
        await desk.press(.character("]"))
        await desk.send(.packageLoaded(.success(alpha), token: token))
        #expect(desk.state.packages.chosen?.name == "POD Engine Bravo")
        #expect(desk.state.packages.dossier == nil)
    }

    @Test("B2: the packages are read after the first rows, never before them")
    func afterFirstRows() async {
        let desk = Desk()
        await desk.send(.painted)
        desk.isHolding = { if case .loadLatest = $0 { true } else { false } }
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        #expect(Self.packageLoads(desk) == 0)
        await desk.release()
        #expect(Self.packageLoads(desk) == 1)
        #expect(desk.state.packages.dossier?.package.name == "POD Engine Alpha")
    }

    @Test("C2: r reads the packages again, an event about one too, another event does not")
    func freshness() async {
        let desk = await Self.desk()
        let before = Self.packageLoads(desk)
        await desk.press(.character("r"))
        #expect(Self.packageLoads(desk) == before + 1)
        func event(_ id: String, _ category: String, package: String?) -> AuditEvent {
            AuditEvent(
                id: id, occurredAt: Desk.start, recordedAt: Desk.start, stream: .governance, category: category,
                severity: .low, action: "ANY", title: id, packageID: package)
        }
        await desk.send(.tailAdvanced(TailBatch(events: [event("audit_1", "ai-leasing", package: nil)], head: 90)))
        #expect(Self.packageLoads(desk) == before + 1)
        await desk.send(.tailAdvanced(TailBatch(events: [event("audit_2", "retirement", package: nil)], head: 91)))
        #expect(Self.packageLoads(desk) == before + 2)
        let named = event("audit_3", "imported", package: "POD Engine Bravo")
        await desk.send(.tailAdvanced(TailBatch(events: [named], head: 92)))
        #expect(Self.packageLoads(desk) == before + 3)
    }

    @Test("C2: events that come while the packages are read have them read once more, not once each")
    func oneAtATime() async {
        let desk = await Self.desk()
        let before = Self.packageLoads(desk)
        desk.isHolding = { if case .loadPackages = $0 { true } else { false } }
        for number in 1...5 {
            let event = AuditEvent(
                id: "audit_\(number)", occurredAt: Desk.start, recordedAt: Desk.start, stream: .governance,
                category: "rollback", severity: .low, action: "ANY", title: "Number \(number)")
            await desk.send(.tailAdvanced(TailBatch(events: [event], head: Int64(90 + number))))
        }
        #expect(Self.packageLoads(desk) == before + 1)
        await desk.release()
        // The desk notes the held one again as it is released.
        #expect(Self.packageLoads(desk) == before + 3)
        #expect(!desk.state.packages.list.isLoading)
    }
}
