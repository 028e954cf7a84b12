// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("The overview")
struct OverviewTests {
    private static let titles = [
        "Audit Timeline", "Source Coverage", "Deployment Package Summary", "Bound Resources", "Package Audit Trace",
        "Rollback Readiness", "Retirement Workflow", "Lifecycle Guardrails", "Privileged Workflow Catalog",
        "Waiting for you", "Open break-glass sessions",
    ]

    @Test("B9 B10 B11 B24–B43: 200×60 shows every panel of the seed at once, with counts and numbered entries")
    func everything() async {
        let desk = await Desk.open(width: 200, height: 60)
        for title in Self.titles { #expect(desk.shows(title), "\(title)") }
        for words in [
            "6 Events", "1 Event", "3 Notes", "5 Workflows", "✓ Rollback Plan", "Retirement Controls",
            "✓ Deployment ready", "Package       POD Engine Alpha  (1 of 3)",
            "Governance Operator 1 + Finance Reviewer 1",
            "March 8, 2026 at 2:18 PM ET", "2026.02 storefront fallback", "01 ■ medium",
            "04  Client theme package locked", "03  Retirement preserves audit continuity",
            "05  Engine retirement package",
        ] { #expect(desk.shows(words), "\(words)") }
    }

    @Test(
        "B9: at every size each panel of the seed is there or reached by Tab",
        arguments: [(80, 24), (120, 40), (100, 30)])
    func reachable(width: Int, height: Int) async {
        let desk = await Scene.quiet(width: width, height: height)
        var seen = Set<String>()
        for _ in Overview.Panel.allCases {
            seen.formUnion(Self.titles.filter(desk.shows))
            await desk.press(KeyEvent(.tab))
        }
        #expect(seen == Set(Self.titles))
    }

    @Test("B9: the first page of 120×40 says what is on the second one")
    func otherPages() async {
        let desk = await Desk.open()
        #expect(desk.shows("1 of 2  Tab: Bound Resources"))
        await desk.press(KeyEvent(.backTab))
        #expect(desk.shows("2 of 2  Tab: Audit Timeline"))
        #expect(desk.shows("▌03") || desk.shows("▌05") || desk.shows("▌01"))
    }

    @Test("B9: at 200×60 no column ends in a large empty area")
    func noVoid() async {
        let desk = await Desk.open(width: 200, height: 60)
        let canvas = desk.canvas
        let rows = (10..<59).map { Array(canvas.text(ofRow: $0)) }
        for column in [0..<71, 74..<134, 138..<198] {
            let blank = rows.map { row in column.allSatisfy { !row.indices.contains($0) || row[$0] == " " } }
            let longest = blank.split(separator: false).map(\.count).max() ?? 0
            #expect(longest <= 12, "columns \(column): \(longest) empty rows")
        }
    }

    @Test("B5 B6: the banner names the acting role and the mutation roles, or why it is read-only")
    func banner() async {
        let roles = "Mutation roles: Governance Operator / Finance Reviewer / Support Auditor."
        let first = await Desk.open(as: "operator_1")
        #expect(first.shows("Governance Operator can review and run privileged changes here."))
        #expect(first.shows(roles))
        let auditor = await Desk.open(as: "auditor_1")
        #expect(auditor.shows("Audit Logs is read-only"))
        #expect(auditor.shows("Support Auditor can review here."))
        #expect(auditor.shows(roles))
    }

    @Test("B7: the header names the backends that are mock", arguments: [120, 200])
    func mockBackends(width: Int) async {
        let desk = await Desk.open(width: width, height: 60)
        let header = desk.canvas.text(ofRow: 1)
        #expect(
            header.contains(
                width == 200
                    ? "Commercial surfaces remain mock-backed: AI leases, quota, control surfaces"
                    : "Mock: leases, quota, control"))
    }

    @Test("B8: what stays the same over refreshes is not drawn anew, and the next one is planned within 33 seconds")
    func automatic() async throws {
        let desk = await Desk.open(width: 200, height: 60)
        #expect(desk.shows("Auto 30s"))
        let next = try #require(desk.state.refresh.next)
        #expect(next <= Desk.start.advanced(by: .seconds(33)))
        let before = desk.effects.count { if case .loadPackages = $0 { true } else { false } }
        await desk.wait(.seconds(34))
        #expect(desk.effects.count { if case .loadPackages = $0 { true } else { false } } == before + 1)
    }

    @Test("B31: Enter on the trace shows its event, on the other package panels the packages screen")
    func enter() async {
        let desk = await Desk.open(width: 200, height: 60)
        while desk.state.overview.panel != .trace { await desk.press(KeyEvent(.tab)) }
        await desk.press(KeyEvent(.enter))
        guard case .event? = desk.state.dialogs.last else {
            Issue.record("no event is shown")
            return
        }
        await desk.press(KeyEvent(.escape), KeyEvent(.tab))
        #expect(desk.state.overview.panel == .rollback)
        await desk.press(KeyEvent(.down), KeyEvent(.enter))
        #expect(desk.state.tab == .packages)
        #expect(desk.state.packages.section == .rollback)
        #expect(desk.state.packageRow(of: .rollback) == 1)
    }

    @Test("B4: with the database lost every panel that has data says that it is stale")
    func stale() async {
        let desk = await Desk.open(width: 200, height: 60)
        await desk.send(.store(.lost(since: desk.clock.now, reason: "server closed the connection")))
        for words in ["! stale  6 Events", "! stale  5 Workflows", "! stale  3 Notes", "! stale  1 Event"] {
            #expect(desk.shows(words), "\(words)")
        }
    }
}

extension Scene {
    /// The demonstration with one request that waits and one open session, so that no panel is skipped.
    static func quiet(width: Int, height: Int) async -> Desk {
        (try? await desk(as: "operator_1", size: Size(width: width, height: height)))
            ?? Desk(width: width, height: height)
    }
}
