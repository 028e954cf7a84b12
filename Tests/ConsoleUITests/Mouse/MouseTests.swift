// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("P1-32: the mouse")
struct MouseTests {
    private func desk(_ login: String = "operator_1", width: Int = 120, height: Int = 40) async throws -> Desk {
        try await Scene.desk(as: login, size: Size(width: width, height: height))
    }

    @Test("A tab that is clicked is shown", arguments: ScreenTests.sizes)
    func tabs(size: Size) async throws {
        let desk = try await desk(width: size.width, height: size.height)
        for tab in Console.Tab.allCases.reversed() {
            try await desk.click("\(tab.rawValue) \(Words.tabName(tab))")
            #expect(desk.state.tab == tab)
        }
    }

    @Test("A row gets the focus by a click and opens by the next one")
    func rows() async throws {
        let desk = try await desk()
        try await desk.click("2 Timeline")
        let events = desk.state.timeline.window.events
        let event = try #require(events.first { $0.title.hasPrefix("ACL seed package") })
        try await desk.click("ACL seed package")
        #expect(desk.state.timeline.selected?.id == event.id)
        #expect(desk.state.dialogs.isEmpty)
        try await desk.clickCursor()
        #expect(desk.shows(event.id))
        #expect(desk.state.dialogs.count == 1)
    }

    @Test("Every panel of the overview takes clicks", arguments: ScreenTests.sizes)
    func panels(size: Size) async throws {
        let desk = try await desk(width: size.width, height: size.height)
        var seen: Set<Overview.Panel> = []
        for target in desk.canvas.targets where target.name == Click.row || target.name.hasPrefix(Click.listPrefix) {
            await desk.click(at: target.area.origin)
            if !desk.state.dialogs.isEmpty { await desk.press(KeyEvent(.escape)) }
            #expect(desk.canvas.cursor != nil)
            seen.insert(desk.state.overview.panel)
            // A second click opens, which may lead to another screen.
            await desk.press(.character("1"))
        }
        #expect(seen.count >= (size.height < 30 ? 2 : 4))
        #expect(desk.performed.isEmpty)
    }

    @Test("A key of the footer is pressed by a click, in a screen and in a dialog")
    func hints() async throws {
        let desk = try await desk()
        try await desk.click("? Help")
        #expect(desk.shows("Keys · Overview"))
        try await desk.click("Esc Leave")
        #expect(desk.state.dialogs.isEmpty)
        try await desk.click("/ Filter")
        #expect(desk.state.timeline.prompt != nil)
        try await desk.click("Esc Leave")
        #expect(desk.state.timeline.prompt == nil)
    }

    @Test("The wheel moves three rows, and scrolls what is read")
    func wheel() async throws {
        let desk = try await desk()
        await desk.press(.character("2"))
        let ids = desk.state.timeline.window.ids
        await desk.send(.mouse(MouseEvent(.wheelDown, at: Point(x: 10, y: 10))))
        #expect(desk.state.timeline.selected?.id == ids[3])
        await desk.send(.mouse(MouseEvent(.wheelUp, at: Point(x: 10, y: 10))))
        #expect(desk.state.timeline.selected?.id == ids[0])
        await desk.send(.resized(Size(width: 80, height: 16)))
        await desk.press(KeyEvent(.enter))
        let before = desk.screen
        await desk.send(.mouse(MouseEvent(.wheelDown, at: Point(x: 10, y: 10))))
        #expect(desk.screen != before)
    }

    @Test("The help is searched, chosen and run by clicks too")
    func help() async throws {
        let desk = try await desk()
        await desk.press(.character("?"))
        #expect(desk.shows("A click never confirms a governed action."))
        await desk.type("refresh")
        try await desk.click("Pause auto-refresh")
        #expect(desk.state.dialogs.count == 1)
        try await desk.clickCursorRow(of: "Pause auto-refresh")
        #expect(desk.state.refresh.isPaused)
    }

    @Test("One key releases the mouse, in a dialog too, and takes it back")
    func release() async throws {
        let desk = try await desk()
        await desk.press(.character("?"), KeyEvent(.function(2)))
        #expect(desk.effects.last == .captureMouse(false))
        #expect(desk.shows("select text as usual. F2 takes it back."))
        await desk.press(KeyEvent(.escape))
        let tab = desk.state.tab
        try await desk.click("3 Sources")
        #expect(desk.state.tab == tab)
        await desk.press(KeyEvent(.character("m"), .alt))
        #expect(desk.effects.last == .captureMouse(true))
        try await desk.click("3 Sources")
        #expect(desk.state.tab == .sources)
    }

    @Test("B51 B52: no click anywhere on a review confirms it; Cancel leaves it", arguments: ScreenTests.sizes)
    func neverConfirms(size: Size) async throws {
        let desk = try await desk(width: size.width, height: size.height)
        await desk.press(.character("6"), .character("s"))
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        let review = try #require(desk.topReview)
        #expect(review.missingConfirmation == nil)
        for focus in [Review.Focus.word, .confirm] {
            for y in 0..<size.height {
                for x in stride(from: 0, to: size.width, by: 9) {
                    var state = desk.state
                    if case .review(var review)? = state.dialogs.last {
                        review.focus = focus
                        state.dialogs[state.dialogs.count - 1] = .review(review)
                    }
                    for action in [MouseEvent.Action.press(.left), .release(.left), .press(.right)] {
                        let effects = state.update(.mouse(MouseEvent(action, at: Point(x: x, y: y))))
                        let acts = effects.contains { if case .perform = $0 { true } else { false } }
                        #expect(!acts, "a click at \(x), \(y) acted")
                    }
                }
            }
        }
        try await desk.click("[ Cancel ]")
        #expect(desk.topReview == nil && desk.performed.isEmpty)
    }

    @Test(
        "P1-32 B51: the fields, choices, items and buttons of a form take clicks; a click in a review moves the focus")
    func forms() async throws {
        let desk = try await desk()
        func form() throws -> Form.State {
            guard case .form(let form)? = desk.state.dialogs.last else { throw Desk.NotShown(text: desk.screen) }
            return form
        }
        await desk.run(desk.state.openForm("break-glass-admin-session"))
        try await desk.click("Session minutes")
        #expect(try form().focus == .field(2))
        try await desk.click("Audit reason *")
        await desk.type("Launch is blocked by DNS drift")
        try await desk.click("Tenant *")
        await desk.type("Northwind Studio")
        #expect(try form().reason == "Launch is blocked by DNS drift")
        try await desk.click("[ Review ")
        let review = try #require(desk.topReview)
        #expect(review.focus == .cancel)
        try await desk.click("Type  Northwind Studio")
        #expect(desk.topReview?.focus == .word)
        await desk.type("Northwind Studio")
        #expect(desk.topReview?.missingConfirmation == nil)
        try await desk.click("[ Open request ")
        #expect(desk.topReview?.focus == .confirm && desk.performed.isEmpty)
        try await desk.click("[ Open request ")
        #expect(desk.topReview?.phase == .reviewing && desk.performed.isEmpty)
        try await desk.click("[ Cancel ]")
        try await desk.click("[ Cancel ]")
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.state.workflows.drafts["break-glass-admin-session"] != nil)

        await desk.run(desk.state.openForm("engine-retirement-package"))
        try await desk.click("( ) POD Engine Charlie")
        #expect(try form().fields[0].value == .string("POD Engine Charlie"))
        try await desk.click("[ ] billing-closeout")
        #expect(try form().fields[1].checked == ["billing-closeout"] && form().focus == .field(1))
        try await desk.click("[x] billing-closeout")
        #expect(try form().fields[1].checked.isEmpty)
    }

    @Test("P1 36: a click on another tab ends the trial of a theme")
    func preview() async throws {
        let desk = try await desk()
        await ControlHistory.show(.themes, desk)
        await desk.press(.character("j"))
        #expect(desk.state.settings.previewed == "paper")
        try await desk.click("3 Sources")
        #expect(desk.state.settings.previewed == nil && desk.effects.last == .previewTheme("countersign-dark"))
    }

    @Test("Before the first paint nothing is clicked, and after the release of a key nothing opens")
    func beforePaint() async {
        let desk = Desk()
        for x in 0..<120 { await desk.send(.mouse(MouseEvent(.press(.left), at: Point(x: x, y: 2)))) }
        #expect(desk.state.tab == .overview && desk.effects.isEmpty)
    }

    @Test("A completion that is clicked is taken")
    func completion() async throws {
        let desk = try await desk()
        await desk.press(.character(":"))
        await desk.type("t")
        try await desk.click("the audit timeline")
        #expect(desk.shows(":timeline"))
    }
}

extension Desk {
    struct NotShown: Error { var text: String }

    func click(at point: Point) async {
        await send(.mouse(MouseEvent(.press(.left), at: point)))
        await send(.mouse(MouseEvent(.release(.left), at: point)))
    }

    /// Clicks the second letter of a text on the screen, the first one of its kind from a row on.
    func click(_ text: some StringProtocol, row: Int = 0) async throws {
        let canvas = canvas
        for y in row..<canvas.size.height {
            let line = canvas.text(ofRow: y)
            guard let range = line.firstRange(of: text) else { continue }
            let x = DisplayText(String(line[..<range.lowerBound])).width
            return await click(at: Point(x: x + 1, y: y))
        }
        throw NotShown(text: "“\(text)” is not on the screen:\n\(canvas.text)")
    }

    func clickCursor() async throws {
        guard let cursor = canvas.cursor else { throw NotShown(text: "There is no cursor.") }
        await click(at: cursor)
    }

    func clickCursorRow(of text: String) async throws {
        try await click(text)
    }
}
