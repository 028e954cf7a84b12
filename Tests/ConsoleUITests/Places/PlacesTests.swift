// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("P1-24: places")
struct PlacesTests {
    private let back = KeyEvent(.left, .alt)
    private let forward = KeyEvent(.right, .alt)

    @Test("Back leads through the screens that were visited, forward again, and a new way ends what lay ahead")
    func backAndForward() async {
        let desk = await Desk.open()
        await desk.press(.character("2"), .character("3"), .character("6"))
        await desk.press(KeyEvent(.escape))
        #expect(desk.state.tab == .sources)
        await desk.press(KeyEvent(.backspace))
        #expect(desk.state.tab == .timeline)
        await desk.press(forward, forward)
        #expect(desk.state.tab == .requests)
        await desk.press(forward)
        #expect(desk.shows("There is no place to go forward to."))
        await desk.press(back, .character("5"), forward)
        #expect(desk.state.tab == .workflows)
        await desk.press(back, back, back, back, back)
        #expect(desk.state.tab == .overview)
    }

    @Test("A path beside the tabs says what lies over the screen")
    func breadcrumbs() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 200, height: 40))
        #expect(!desk.shows("›"))
        await desk.press(.character("6"), KeyEvent(.enter), .character("s"))
        #expect(desk.shows("Requests › Request › Sign"))
        await desk.press(KeyEvent(.escape), KeyEvent(.escape), .character("2"), .character("/"))
        await desk.type("severity:high")
        await desk.press(KeyEvent(.enter), .character("?"))
        #expect(desk.shows("Timeline › Filtered › Keys"))
    }

    @Test("A path that does not fit leaves the tabs alone", arguments: [60, 70, 80, 90, 100, 110])
    func narrow(width: Int) async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: width, height: 24))
        let tabs = Words.tabName(.overview).description
        await desk.press(.character("?"))
        #expect(desk.shows("[1 \(tabs)]"))
    }
}

@Suite("P1-39: the cursor")
struct CursorTests {
    @Test(
        "In every view and dialog the terminal's cursor stands on what is in focus",
        arguments: ScreenTests.Place.allCases, ScreenTests.sizes)
    func cursor(place: ScreenTests.Place, size: Size) async throws {
        let desk = try await Scene.desk(as: "operator_1", size: size)
        try await Scene.go(to: place, desk)
        let canvas = desk.canvas
        let cursor = try #require(canvas.cursor)
        #expect(canvas.bounds.contains(cursor))
        // A row in focus has its bar at or just before the cursor; a field is where typing appears.
        let isRow = [cursor.x, cursor.x - 1].contains { canvas[Point(x: $0, y: cursor.y)]?.text == "▌" }
        let isField = [.filter, .form, .help, .commands, .event, .completion].contains(place)
        // What has no rows has its section's name in focus.
        let isSection = [.identity, .grants, .connection, .keys, .themes, .controlEvents, .authEvents].contains(place)
        #expect(isRow || isField || isSection, "the cursor stands at \(cursor)")
    }
}
