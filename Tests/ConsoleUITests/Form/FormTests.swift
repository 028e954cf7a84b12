// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

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
}
