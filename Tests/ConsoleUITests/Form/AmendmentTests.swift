// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Amending an open request")
struct AmendmentTests {
    /// The desk of operator_1, who opened a quota exception that they have signed, and it alone in the list.
    private func desk() async throws -> (desk: Desk, request: GovernanceRequest) {
        let desk = await Desk.open()
        let clients = desk.model.clients(as: "operator_1")
        let result = try await clients.workflow.open(
            RequestDraft(
                workflowKey: "quota-exception-package",
                arguments: ["package": .string("POD Engine Bravo"), "cap": .integer(900)],
                reason: "The launch needs a burst"), ActionContext(surface: "console"))
        let id = try #require(result.requestID)
        await desk.press(.character("r"), .character("6"))
        let request = try #require(desk.state.requestRows.first { $0.id == id }?.request)
        while desk.state.focusedRequest?.id != id { await desk.press(.character("j")) }
        return (desk, request)
    }

    @Test("B46 B51: the form begins with what the request says; the review shows what differs and what is void")
    func amend() async throws {
        let (desk, request) = try await desk()
        #expect(request.signatures.map(\.signer) == ["operator_1"])
        await desk.press(.character("a"))
        #expect(desk.shows("Amend: Quota exception package") && desk.shows("What was signed no longer counts"))
        #expect(desk.shows("900") && desk.shows("The launch needs a burst"))
        #expect(!desk.shows("POD Engine Alpha"), "what the request is about is not a field")
        for _ in 0..<3 { await desk.press(KeyEvent(.backspace)) }
        await desk.type("800")
        await desk.press(.control("s"))
        #expect(desk.shows("What will be different") && desk.shows("900 → 800"))
        #expect(desk.shows("the signature that it has no longer counts"))
        #expect(desk.shows("requests amend --cap 800"))
        await desk.press(KeyEvent(.enter))
        #expect(desk.performed.isEmpty, "the focus begins on Cancel")
        await desk.press(.control("s"))
        await desk.type("POD Engine Bravo")
        await desk.press(.control("s"))
        #expect(
            desk.performed == [
                .amend(
                    id: request.id, arguments: ["package": .string("POD Engine Bravo"), "cap": .integer(800)],
                    reason: "The launch needs a burst")
            ])
        #expect(desk.shows("✓ Done"))
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.dialogs.isEmpty && desk.state.workflows.drafts.isEmpty)
        let amended = try #require(desk.state.requestRows.first { $0.id == request.id }?.request)
        #expect(amended.arguments["cap"] == .integer(800) && amended.isVoided)
        #expect(amended.manifestSHA256 != request.manifestSHA256)
    }

    @Test("P0 9: at 60×15 what is signed stands above what confirms it, and all of it can be read")
    func smallest() async throws {
        let (desk, request) = try await desk()
        await desk.send(.resized(Size(width: 60, height: 15)))
        await desk.press(.character("w"))
        #expect(desk.shows("Withdraw: Quota exception package") && desk.shows("[ Cancel ]"))
        var seen = desk.screen
        for _ in 0..<40 {
            await desk.press(KeyEvent(.pageDown))
            seen += desk.screen
        }
        #expect(seen.contains("Signatures that it has are void") && seen.contains("Target"))
        #expect(seen.contains(request.manifestSHA256.prefix(30)))
    }

    @Test("B46: nobody else is offered it, and no request that is authorized")
    func others() async throws {
        let (desk, request) = try await desk()
        let finance = await Desk.open(as: "finance_1", model: desk.model, clock: desk.clock)
        await finance.press(.character("6"))
        let seen = try #require(finance.state.requestRows.first { $0.id == request.id }?.request)
        #expect(!finance.state.governedBindings(seen).contains { $0.command == .govern(.amend) })
        #expect(finance.state.rules.offer(.amend, on: seen).reason?.hasPrefix("Only ") == true)
        _ = try await finance.model.clients(as: "finance_1").workflow.sign(
            request.id, request.manifestSHA256, ActionContext(surface: "console"))
        await desk.press(.character("r"))
        let authorized = try #require(desk.state.requestRows.first { $0.id == request.id }?.request)
        #expect(authorized.state == .authorized)
        #expect(!desk.state.rules.offer(.amend, on: authorized).isAvailable)
    }
}
