// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

/// Every view as text, for each persona and size; `COUNTERSIGN_RECORD_SCREENS=1` writes them anew.
@Suite("Screens")
struct ScreenTests {
    static let personas = ["operator_1", "finance_1", "auditor_1", "admin_1"]
    static let sizes = [Size(width: 80, height: 24), Size(width: 120, height: 40), Size(width: 200, height: 60)]

    /// A place in the console, and the keys that lead there.
    enum Place: String, CaseIterable {
        case overview
        case timeline
        case event
        case filter
        case sources
        case workflows
        case form
        case requests
        case request
        case help
        case commands
        case stale
        case histogram
        case marks
        case goto
        case completion
        case filters
        case identity
        case grants
        case connection
        case keys
        case themes
        case controlEvents = "control-events"
        case authEvents = "auth-events"
        case packages
    }

    @Test(
        "B1 B2 B5 B7–B20 B24–B46 B53 B54: every view for every persona at every size",
        arguments: Place.allCases, sizes)
    func screens(place: Place, size: Size) async throws {
        for persona in Self.personas {
            let desk = try await Scene.desk(as: persona, size: size)
            try await Scene.go(to: place, desk)
            try expectScreen(desk.canvas, "\(place.rawValue).\(persona).\(size.width)x\(size.height)")
        }
    }

    @Test("B24 B26 B31: the package of every engine", arguments: ["alpha", "bravo", "charlie"])
    func engines(name: String) async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        await desk.press(.character("4"))
        for _ in 0..<(["alpha", "bravo", "charlie"].firstIndex(of: name) ?? 0) { await desk.press(.character("]")) }
        try expectScreen(desk.canvas, "packages-\(name).operator_1.120x40")
        // The second page.
        await desk.press(KeyEvent(.backTab), KeyEvent(.backTab))
        if name == "alpha" { try expectScreen(desk.canvas, "packages-alpha-2.operator_1.120x40") }
    }

    @Test("B11 B32 B36 B39 B43: the second page of the overview")
    func secondPage() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        await desk.press(KeyEvent(.backTab))
        try expectScreen(desk.canvas, "overview-2.operator_1.120x40")
    }
}

/// A morning with something in every panel.
enum Scene {
    static let reason = "Launch-blocking DNS drift on the storefront"

    static func desk(
        as login: String, size: Size, conventions: Console.Conventions = Console.Conventions()
    ) async throws -> Desk {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        let context = ActionContext(surface: "console", coverage: "2/5")
        // An open session, a request that waits for another operator, one that was withdrawn, and a refusal.
        let first = model.clients(as: "operator_1")
        let second = model.clients(as: "operator_2")
        let harbor = try await open("Harbor Goods", by: second, context)
        _ = try await first.workflow.sign(harbor, nil, context)
        clock.advance(by: .seconds(300))
        let delta = try await open("Delta Market", by: second, context)
        _ = try await second.workflow.sign(delta, nil, context)
        clock.advance(by: .seconds(120))
        let mine = try await open("Northwind Studio", by: first, context)
        _ = try await first.workflow.withdraw(mine, "Opened for the wrong tenant", context)
        clock.advance(by: .seconds(60))
        return await Desk.open(
            as: login, width: size.width, height: size.height, model: model, clock: clock, conventions: conventions)
    }

    private static func open(
        _ tenant: String, by clients: GovernanceClients, _ context: ActionContext
    ) async throws -> String {
        let result = try await clients.workflow.open(
            RequestDraft(
                workflowKey: "break-glass-admin-session", arguments: ["tenant": .string(tenant)], reason: reason),
            context)
        return try #require(result.requestID)
    }

    /// The settings after a week in which something happened to the control plane and to people's rights.
    private static func goToSettings(_ place: ScreenTests.Place, _ desk: Desk) async throws {
        try await ControlHistory.record(in: desk.model, clock: desk.clock)
        desk.model.setAttemptsWithoutRecord(12)
        await desk.press(.character("r"))
        let sections: [ScreenTests.Place: Settings.Section] = [
            .identity: .identity, .grants: .grants, .connection: .connection, .keys: .keys, .themes: .themes,
            .controlEvents: .controlEvents, .authEvents: .authEvents,
        ]
        await ControlHistory.show(try #require(sections[place]), desk)
    }

    static func go(to place: ScreenTests.Place, _ desk: Desk) async throws {
        switch place {
        case .overview: break
        case .timeline: await desk.press(.character("2"))
        case .event: await desk.press(.character("2"), .character("j"), KeyEvent(.enter))
        case .filter:
            await desk.press(.character("/"))
            await desk.type("severity:>=medium actr:operator_1")
            await desk.press(KeyEvent(.enter))
        case .sources: await desk.press(.character("3"))
        case .workflows: await desk.press(.character("5"))
        case .form:
            await desk.press(.character("5"), KeyEvent(.enter))
            await desk.type("Northwind Studio")
            await desk.press(KeyEvent(.tab))
            await desk.type("too short")
            await desk.press(KeyEvent(.tab))
        case .requests: await desk.press(.character("6"))
        case .request: await desk.press(.character("6"), .character("s"))
        case .help: await desk.press(.character("?"))
        case .commands:
            await desk.press(.character(":"))
            await desk.type("t")
            await desk.press(KeyEvent(.tab))
        case .packages: await desk.press(.character("4"))
        case .stale:
            await desk.send(.store(.lost(since: desk.clock.now, reason: "server closed the connection")))
            await desk.wait(.seconds(180))
        case .histogram: await desk.press(.character("2"), .character("i"), .character("z"), .character("j"))
        case .marks:
            await desk.press(.character("2"), .character(" "), .character(" "), .character("j"), .character("v"))
        case .goto:
            await desk.press(.character("2"), .character(":"))
            await desk.type("goto 2026-03-11T16:40:00Z")
            await desk.press(KeyEvent(.enter))
        case .completion:
            await desk.press(.character("/"))
            await desk.type("severity:>=high cat")
            await desk.press(KeyEvent(.tab), KeyEvent(.tab), KeyEvent(.tab))
        case .filters:
            desk.savedFilters = .success([
                SavedFilter(name: "refusals", expression: "outcome:denied since:7d"),
                SavedFilter(name: "night-watch", expression: "severity:>=high -stream:runtime since:12h"),
            ])
            await desk.press(.character("2"), .character("F"))
        case .identity, .grants, .connection, .keys, .themes, .controlEvents, .authEvents:
            try await Self.goToSettings(place, desk)
        }
    }
}

/// Compares a canvas with its recorded screen.
func expectScreen(_ canvas: Canvas, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try expectScreen(canvas.text, name, sourceLocation: sourceLocation)
}

/// Compares a text with its recording.
func expectScreen(
    _ text: String, _ name: String, filePath: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(filePath: filePath).deletingLastPathComponent().appending(path: "__Screens__")
    let file = folder.appending(path: "\(name).txt")
    let screen = text + "\n"
    if ProcessInfo.processInfo.environment["COUNTERSIGN_RECORD_SCREENS"] == "1" {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try screen.write(to: file, atomically: true, encoding: .utf8)
        return
    }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    #expect(screen == recorded, "\(name) is drawn differently", sourceLocation: sourceLocation)
}
