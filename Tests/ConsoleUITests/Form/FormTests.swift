// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing
import ThemeKit

@testable import ConsoleUI

@Suite("The form of a workflow")
struct FormTests {
    private func form(_ desk: Desk) throws -> Form.State {
        guard case .form(let form)? = desk.state.dialogs.last else {
            throw GovernanceError(.unexpected, "no form is open")
        }
        return form
    }

    @Test("B46: opening names the tenant twice, sends what was stated, and shows the new request")
    func opens() async throws {
        let desk = await Desk.open(width: 200)
        try await openRequest(desk, tenant: "Northwind Studio")
        #expect(
            desk.performed == [
                .open(
                    RequestDraft(
                        workflowKey: "break-glass-admin-session",
                        arguments: ["tenant": .string("Northwind Studio"), "minutes": .integer(60)],
                        reason: "Launch-blocking DNS drift on the storefront"))
            ])
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.state.tab == .requests)
        #expect(desk.state.workflows.drafts.isEmpty)
        await desk.press(.character("2"))
        #expect(desk.shows("Break-glass request opened for Northwind Studio"))
    }

    @Test("B46: faults name the field and stand beside it; nothing goes to the review")
    func validates() async throws {
        let desk = await Desk.open()
        await desk.press(.character("5"), KeyEvent(.enter), .control("s"))
        #expect(desk.shows("✗ Tenant is required."))
        #expect(desk.shows("✗ Audit reason needs at least 10 non-blank characters, it has 0."))
        #expect(try form(desk).focus == .field(0))
        await desk.type("Harbor Goods")
        await desk.press(KeyEvent(.tab), KeyEvent(.tab))
        await desk.press(.control("u"))
        await desk.type("500")
        await desk.press(.control("s"))
        #expect(desk.shows("✗ Session minutes takes 1 to 240."))
        #expect(desk.performed.isEmpty)
    }

    @Test("What was typed survives leaving the form, and losing the database")
    func draftSurvives() async throws {
        let desk = await Desk.open()
        await desk.press(.character("5"), KeyEvent(.enter))
        await desk.type("Delta Market")
        await desk.send(.store(.lost(since: desk.clock.now, reason: "gone")))
        #expect(try form(desk).fields[0].editor.text == "Delta Market")
        await desk.press(KeyEvent(.tab))
        await desk.type("Launch-blocking drift")
        await desk.press(.control("s"), KeyEvent(.tab))
        await desk.type("Delta Market")
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty)
        #expect(desk.shows("The database has not answered"))
        await desk.press(KeyEvent(.escape), KeyEvent(.escape))
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        await desk.press(KeyEvent(.enter))
        #expect(try form(desk).fields[0].editor.text == "Delta Market")
    }

    @Test("Enter goes from field to field and never past the review step")
    func enterMovesOn() async throws {
        let desk = await Desk.open()
        await desk.press(.character("5"), KeyEvent(.enter))
        await desk.type("Delta Market")
        await desk.press(KeyEvent(.enter))
        await desk.type("Launch-blocking drift")
        for _ in 0..<20 { await desk.press(KeyEvent(.enter)) }
        #expect(desk.performed.isEmpty)
    }

    @Test("Each kind of field says what it does not take")
    func kinds() {
        var number = Form.Field(
            WorkflowField(name: "cap", label: "Cap", kind: .integer, isRequired: true, minimum: 1, maximum: 9))
        #expect(number.validate() == "Cap is required.")
        number.editor = LineEditor("ten")
        #expect(number.validate() == "Cap takes a whole number.")
        number.editor = LineEditor("12")
        #expect(number.validate() == "Cap takes 1 to 9.")
        number.editor = LineEditor("7")
        #expect(number.validate() == nil)
        #expect(number.value == .integer(7))

        var list = Form.Field(
            WorkflowField(
                name: "checklist", label: "Checklist", kind: .checklist, isRequired: true, choices: ["one", "two"]))
        list.handle(.character(" "))
        #expect(list.validate() == "Checklist is not complete: two.")
        list.handle(KeyEvent(.right))
        list.handle(.character(" "))
        #expect(list.validate() == nil)
        #expect(list.value == .array([.string("one"), .string("two")]))

        var choice = Form.Field(
            WorkflowField(name: "package", label: "Package", kind: .choice, isRequired: true, choices: ["a", "b"]))
        choice.handle(KeyEvent(.right))
        #expect(choice.value == .string("b"))

        var text = Form.Field(
            WorkflowField(name: "tenant", label: "Tenant", kind: .text, isRequired: true, minimum: 3, maximum: 5))
        text.editor = LineEditor("ab")
        #expect(text.validate() == "Tenant needs at least 3 characters.")
        text.editor = LineEditor("abcdef")
        #expect(text.validate() == "Tenant takes at most 5 characters.")
    }

    @Test("A field is quiet until it is left or could be taken once, and then says at once what is wrong")
    func validatesWhileTyping() async throws {
        let desk = await Desk.open()
        await desk.press(.character("5"), KeyEvent(.enter), KeyEvent(.tab))
        await desk.type("too short")
        #expect(try form(desk).fields[1].problem == nil)
        await desk.type(" no more")
        await desk.press(.control("u"))
        #expect(desk.shows("✗ Audit reason needs at least 10 non-blank characters, it has 0."))
        await desk.type("long enough now")
        #expect(try form(desk).fields[1].problem == nil)
        #expect(desk.shows("1985 left"))
    }

    @Test("B49: the package is chosen, its name shown and typed again exactly; a paste does not confirm")
    func confirms() async throws {
        let desk = await Desk.open(height: 50)
        await desk.run(desk.state.openForm("rollback-package-approval"))
        await desk.press(.control("s"))
        #expect(desk.shows("✗ Package is required: choose one."))
        await desk.press(KeyEvent(.down), KeyEvent(.down), KeyEvent(.tab))
        await desk.type("Release health regressed")
        await desk.press(KeyEvent(.tab))
        #expect(desk.shows("exactly  POD Engine Bravo"))
        await desk.paste("POD Engine Bravo")
        #expect(try form(desk).fields[2].editor.isEmpty)
        #expect(desk.shows("A paste does not confirm. Type the name."))
        await desk.type("POD Engine bravo")
        await desk.press(.control("s"))
        #expect(desk.shows("this is not POD Engine Bravo"))
        await desk.press(.control("u"))
        await desk.type("POD Engine Bravo")
        await desk.press(.control("s"))
        #expect(desk.shows("What will be requested"))
    }

    @Test("B50: every item of the checklist is ticked before the request can be reviewed")
    func checklist() async throws {
        let desk = await Desk.open(height: 50)
        await desk.run(
            desk.state.openForm("engine-retirement-package", prefilling: ["package": "POD Engine Charlie"]))
        await desk.press(.control("s"))
        #expect(desk.shows("Retention checklist is not complete: audit-history"))
        for _ in 0..<6 { await desk.press(.character(" "), KeyEvent(.down)) }
        await desk.press(KeyEvent(.tab))
        await desk.type("End of life of the storefront")
        await desk.press(.control("s"))
        #expect(desk.shows("✗ Retention checklist is not complete: release-placement."))
    }

    @Test("Another package than the draft's takes back what confirmed the former one; the rest of the draft stays")
    func prefills() async throws {
        let desk = await Desk.open(height: 50)
        await desk.run(
            desk.state.openForm("rollback-package-approval", prefilling: ["package": "POD Engine Alpha"]))
        await desk.type("Release health regressed")
        await desk.press(KeyEvent(.tab))
        await desk.type("POD Engine Alpha")
        await desk.press(KeyEvent(.escape))
        await desk.run(
            desk.state.openForm("rollback-package-approval", prefilling: ["package": "POD Engine Bravo"]))
        #expect(try form(desk).fields[0].value == .string("POD Engine Bravo"))
        #expect(try form(desk).fields[1].editor.text == "Release health regressed")
        #expect(try form(desk).fields[2].editor.isEmpty)
    }

    @Test("B48: the leases are choices, with cap and lock beside them")
    func leases() async throws {
        let desk = await Desk.open(height: 50)
        await desk.run(desk.state.openForm("lease-expansion-override"))
        #expect(desk.shows("( ) worker-analyst-delta   500 cycles, the envelope, read-only until escalated"))
    }

    @Test("A long reason wraps, its caret stays in sight, and no character is lost", arguments: [1, 2, 7, 20, 300])
    func wraps(width: Int) {
        let text = "one two  three-and-a-half 北京 four\u{202E}five " + String(repeating: "x", count: 40) + " end"
        let editor = LineEditor(text)
        let rows = editor.rows(width: width)
        #expect(rows.map { String(editor.characters[$0]) }.joined() == text)
        for row in rows where row.count > 1 {
            #expect(DisplayText(String(editor.characters[row])).width <= width)
        }
        var canvas = Canvas(size: Size(width: width, height: 3))
        canvas.drawWrapped(editor, in: canvas.bounds, isFocused: true, theme: .fallback)
        #expect(canvas.cursor.map { canvas.bounds.contains($0) } ?? false)
    }
}
