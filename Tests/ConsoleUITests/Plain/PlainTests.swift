// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("P1-39: the plain screen")
struct PlainTests {
    private static let plain = Console.Conventions(isPlain: true)

    @Test("B53: every view in words, for each persona", arguments: ScreenTests.Place.allCases)
    func screens(place: ScreenTests.Place) async throws {
        for persona in ["operator_1", "auditor_1"] {
            for size in [Size(width: 80, height: 24), Size(width: 200, height: 60)] {
                let desk = try await Scene.desk(as: persona, size: size, conventions: Self.plain)
                try await Scene.go(to: place, desk)
                let name = "plain.\(place.rawValue).\(persona).\(size.width)x\(size.height)"
                try expectScreen(desk.canvas.text, name, filePath: Self.folder)
            }
        }
    }

    /// The recorded screens lie beside those of the other views.
    private static let folder = #filePath.replacing("/Plain/PlainTests.swift", with: "/ScreenTests.swift")

    @Test("No border, no Braille and no block is drawn, and the cursor stands on a line of words")
    func words() async throws {
        for place in ScreenTests.Place.allCases {
            let size = Size(width: 120, height: 40)
            let desk = try await Scene.desk(as: "operator_1", size: size, conventions: Self.plain)
            try await Scene.go(to: place, desk)
            let canvas = desk.canvas
            for scalar in canvas.text.unicodeScalars {
                #expect(!(0x2500...0x259F).contains(scalar.value), "\(place): \(scalar)")
                #expect(!(0x2800...0x28FF).contains(scalar.value), "\(place): \(scalar)")
            }
            let cursor = try #require(canvas.cursor, "\(place)")
            #expect(!canvas.text(ofRow: cursor.y).isEmpty, "\(place)")
        }
    }

    @Test("What came from outside keeps every character that it has")
    func hidesNothing() async throws {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance(now: { clock.now })
        let title = "A ● B ■ C ✗ D │ E ▌ F ⣿ G → H"
        model.append(
            AuditEvent(
                id: "", occurredAt: clock.now, recordedAt: clock.now, stream: .runtime, category: "runtime",
                severity: .low, action: "NOTE", title: title, outcome: .succeeded, origin: "feed"))
        let desk = await Desk.open(width: 100, model: model, clock: clock, conventions: Self.plain)
        for glyph in ["● B", "■ C", "error: D", "│ E", "⣿ G", "→ H"] {
            #expect(desk.shows(glyph), "\(glyph) is not shown")
        }
    }

    @Test("Nothing is drawn for what nobody asked: no minute that passes, no event that arrives")
    func quiet() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 80, height: 24), conventions: Self.plain)
        #expect(desk.state.nextWake == nil)
        let before = desk.screen
        await desk.wait(.seconds(600))
        #expect(desk.screen == before)
        #expect(!desk.state.isWorthShowing(.clock(desk.clock.now)))
        #expect(!desk.state.isWorthShowing(.tailAdvanced(TailBatch(events: [], head: 1))))
        #expect(desk.state.isWorthShowing(.key(KeyEvent(.down))))
        #expect(desk.state.isWorthShowing(.store(.lost(since: desk.clock.now, reason: "gone"))))
        await desk.press(KeyEvent(.down))
        #expect(desk.screen != before)
        let rich = try await Scene.desk(as: "operator_1", size: Size(width: 80, height: 24))
        #expect(rich.state.isWorthShowing(.clock(rich.clock.now)))
        #expect(rich.state.nextWake != nil)
    }

    @Test("An event that arrives takes the focus from nothing")
    func keepsPlace() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 80, height: 24), conventions: Self.plain)
        let focused = try #require(desk.state.overviewEvent?.id)
        let client = desk.model.clients(as: "operator_2")
        _ = try await client.workflow.open(
            RequestDraft(
                workflowKey: "break-glass-admin-session", arguments: ["tenant": .string("Delta Market")],
                reason: Scene.reason), ActionContext(surface: "console", coverage: nil))
        await desk.deliverArrivals()
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows(focused))
    }

    @Test("Clicks find their rows on the plain screen too")
    func clicks() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 80, height: 24), conventions: Self.plain)
        try await desk.click("3 Sources")
        #expect(desk.state.tab == .sources)
        try await desk.click("Node Runtime")
        #expect(desk.state.sources.selection == 2)
    }
}
