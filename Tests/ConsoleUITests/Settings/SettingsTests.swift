// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing
import ThemeKit

@testable import ConsoleUI

/// A control plane with a history: what the feeds of the settings show.
enum ControlHistory {
    /// Puts control events into the trail, the oldest first, and changes some people's rights.
    static func record(in model: InMemoryGovernance, clock: Desk.Clock) async throws {
        let admin = model.clients(as: "admin_1")
        let context = ActionContext(surface: "cli")
        model.append(
            event(
                "MIGRATE_SCHEMA", at: clock.now, target: "0021_view.sql", actor: nil, role: nil, surface: "sql",
                backend: nil, category: "integrity"))
        clock.advance(by: .seconds(60))
        model.append(
            event(
                "PAUSE_RUNNER", at: clock.now, target: "build-runner-7", backend: "gitlab", result: "runners/4711",
                environment: "production"))
        clock.advance(by: .seconds(60))
        model.append(event("RESUME_RUNNER", at: clock.now, target: "build-runner-7", backend: "mock"))
        clock.advance(by: .seconds(60))
        var submission = event(
            "SUBMIT_CONFIG", at: clock.now, target: nil, backend: "gitlab", result: "merge_requests/88",
            environment: "staging", category: "gitops-config")
        submission.outcome = .unknown
        submission.errorCode = "no-answer"
        model.append(submission)
        clock.advance(by: .seconds(60))
        _ = try await admin.people.grant("auditor_1", .finance, "Covers the finance rota in March", context)
        clock.advance(by: .seconds(60))
        _ = try await admin.people.revoke("auditor_1", .finance, "The rota is staffed again", context)
        _ = try await admin.people.grant("operator_1", .finance, "Second signature for quota requests", context)
        _ = try await admin.people.suspend("operator_2", "Laptop reported stolen", context)
    }

    static func event(
        _ action: String, at moment: Timestamp, target: String?, actor: String? = "operator_1",
        role: String? = "operator", surface: String = "runner", backend: String?, result: String? = nil,
        environment: String? = nil, category: String = "runner"
    ) -> AuditEvent {
        AuditEvent(
            id: "", occurredAt: moment, recordedAt: moment, stream: .control, category: category, severity: .medium,
            action: action, title: "\(action) \(target ?? "")", actorUsername: actor,
            actorRoles: role.map { [$0] } ?? [],
            actorAuthMethod: actor == nil ? nil : "peer", surface: surface, resourceType: "runner", resourceID: target,
            environment: environment, backend: backend, resultReference: result)
    }

    static func desk(as login: String, width: Int = 120, height: Int = 40) async throws -> Desk {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        try await record(in: model, clock: clock)
        model.setAttemptsWithoutRecord(12)
        return await Desk.open(as: login, width: width, height: height, model: model, clock: clock)
    }

    /// Opens the settings at a section.
    static func show(_ section: Settings.Section, _ desk: Desk) async {
        await desk.press(.character("7"))
        for _ in 0..<section.rawValue { await desk.press(KeyEvent(.tab)) }
    }
}

@Suite("Settings")
struct SettingsTests {
    // MARK: Reaching

    @Test("Tab and the arrows go through the sections in a circle; 7 and :settings open them")
    func sections() async throws {
        let desk = try await ControlHistory.desk(as: "operator_1")
        await desk.press(.character(":"))
        await desk.type("settings")
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.tab == .settings && desk.state.settings.section == .identity)
        await desk.press(KeyEvent(.right), KeyEvent(.tab))
        #expect(desk.state.settings.section == .connection)
        await desk.press(KeyEvent(.left), KeyEvent(.backTab), KeyEvent(.backTab))
        #expect(desk.state.settings.section == .authEvents)
        await desk.press(KeyEvent(.escape))
        #expect(desk.state.tab == .overview)
    }

    @Test("A34: the identity is what PostgreSQL says, with the way it was proven")
    func identity() async throws {
        let desk = try await ControlHistory.desk(as: "operator_1")
        await ControlHistory.show(.identity, desk)
        for words in [
            "operator_1", "Governance Operator 1", "Governance Operator + Finance Reviewer", "peer", "✓ active",
        ] {
            #expect(desk.shows(words), "\(words)")
        }
        let suspended = try await ControlHistory.desk(as: "operator_2")
        await ControlHistory.show(.identity, suspended)
        #expect(suspended.shows("✗ suspended"))
    }

    @Test("P0 20: connection facts hold no secret, and attempts without a record are explained")
    func connection() async throws {
        let desk = try await ControlHistory.desk(as: "operator_1", height: 60)
        await ControlHistory.show(.connection, desk)
        for words in [
            "demonstration", "Cluster id", "12 attempts left no record", "rolls back their own transaction",
            "postgresql:///countersign?host=/run/countersign", "http://127.0.0.1:8083/healthz",
        ] { #expect(desk.shows(words), "\(words)") }
        #expect(!desk.screen.lowercased().contains("password="))
    }

    @Test("P1 22 23: the keys are what the bindings say, with what is the same everywhere first")
    func keys() async throws {
        let desk = try await ControlHistory.desk(as: "operator_1", height: 60)
        await ControlHistory.show(.keys, desk)
        let common = try #require(desk.row(of: "Everywhere"))
        let own = try #require(desk.row(of: "Stop following"))
        #expect(common < own)
        #expect(desk.state.keyGroups.flatMap(\.bindings).contains { $0.command == .quit })
    }

    // MARK: Grants

    @Test("Everybody sees their own grants, admins everybody's, with the command that changes them")
    func grants() async throws {
        let auditor = try await ControlHistory.desk(as: "auditor_1")
        await ControlHistory.show(.grants, auditor)
        #expect(auditor.shows("1 grant") && auditor.shows("Covers the finance rota in March"))
        #expect(auditor.shows("revoked by admin_1"))
        #expect(!auditor.shows("Second signature for quota requests") && !auditor.shows("Everybody"))
        #expect(auditor.effects.contains { $0.isQuery(.tenures(login: "auditor_1")) })
        #expect(!auditor.effects.contains { $0.isQuery(.people) })

        let admin = try await ControlHistory.desk(as: "admin_1")
        await ControlHistory.show(.grants, admin)
        #expect(admin.shows("Everybody") && admin.shows("2 grants") && admin.shows("✗ suspended"))
        #expect(admin.shows("countersign people add LOGIN"))
        await admin.press(.character("j"), .character("j"))
        #expect(admin.state.grantsPerson?.login == "operator_2")
        #expect(admin.shows("countersign people reinstate operator_2 --reason"))
        await admin.press(.character("k"))
        #expect(admin.shows("1 grant") && admin.shows("Second signature for quota requests"))
        await admin.press(.character("y"))
        #expect(admin.effects.contains(.copy("countersign people history operator_1")))
    }

    // MARK: Themes

    @Test("P1 36: moving shows a theme at once, Enter keeps it, Esc and going elsewhere bring the former one back")
    func preview() async throws {
        let desk = try await ControlHistory.desk(as: "operator_1")
        await ControlHistory.show(.themes, desk)
        await desk.press(.character("j"))
        #expect(desk.effects.last == .previewTheme("paper"))
        #expect(desk.state.themeName == "countersign-dark" && desk.shows("○ shown, not kept"))
        await desk.press(KeyEvent(.escape))
        #expect(desk.effects.last == .previewTheme("countersign-dark"))
        #expect(desk.state.tab == .settings && desk.state.settings.previewed == nil)

        await desk.press(.character("j"), .character("2"))
        #expect(desk.effects.last == .previewTheme("countersign-dark"))
        await desk.press(.character("7"), .character("j"), KeyEvent(.tab))
        #expect(desk.effects.contains(.previewTheme("countersign-dark")) && desk.state.settings.previewed == nil)

        await desk.press(KeyEvent(.backTab), .character("j"), KeyEvent(.enter))
        #expect(desk.state.themeName == "paper" && desk.state.settings.previewed == nil)
        await desk.press(.character("2"))
        #expect(desk.state.themeName == "paper")
        #expect(desk.effects.last != .previewTheme("countersign-dark"))
    }

    @Test("P1 36: the themes are those that there are when the list is opened")
    func listed() async throws {
        let desk = try await ControlHistory.desk(as: "operator_1")
        desk.listedThemes = ["brought-later", "countersign-dark", "paper"]
        await ControlHistory.show(.themes, desk)
        #expect(desk.shows("brought-later"))
        await desk.press(.character("k"))
        #expect(desk.state.settings.previewed == "brought-later")
    }

    @Test("P1 36: a theme that cannot be used says why, and is not kept")
    func brokenTheme() async throws {
        let desk = Desk(as: "operator_1", themeNames: ["broken", "countersign-dark"])
        await desk.begin()
        await ControlHistory.show(.themes, desk)
        await desk.press(.character("k"))
        #expect(desk.shows("broken.yaml:3: styles.title: no such colour"))
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.themeName == "countersign-dark")
        #expect(!desk.effects.contains(.useTheme("broken")))
    }

    @Test("P1 36: a changed file is said; a bad one names its line and leaves the theme")
    func reload() async throws {
        let desk = try await ControlHistory.desk(as: "operator_1")
        await desk.send(.themeReloaded(.failure(.init("mine.yaml:7: styles.title: “blurple” is no colour"))))
        #expect(desk.shows("The theme stays as it was: mine.yaml:7: styles.title: “blurple” is no colour"))
        #expect(desk.state.themeName == "countersign-dark")
        await desk.send(.themeReloaded(.success("countersign-dark")))
        #expect(desk.shows("Theme countersign-dark was changed, and is read anew."))
    }
}

extension Console.Effect {
    func isQuery(_ wanted: Console.SettingsQuery) -> Bool {
        if case .loadSettings(let query, _) = self { query == wanted } else { false }
    }

    /// Whether it reads one of the restricted streams.
    var readsRestrictedStream: Bool {
        if case .loadSettings(.events, _) = self { true } else { false }
    }
}
