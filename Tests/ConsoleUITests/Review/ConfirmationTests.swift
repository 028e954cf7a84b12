// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Confirming a governed action")
struct ConfirmationTests {
    private func reviewing() async throws -> Desk {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 100, height: 30))
        await desk.press(.character("6"), .character("s"))
        return desk
    }

    private func review(_ desk: Desk) throws -> Review.State {
        guard case .review(let review)? = desk.state.dialogs.last else {
            throw GovernanceError(.unexpected, "no review is open")
        }
        return review
    }

    @Test("B51: the focus begins on Cancel, and Enter there leaves")
    func startsOnCancel() async throws {
        let desk = try await reviewing()
        #expect(try review(desk).focus == .cancel)
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.performed.isEmpty)
    }

    @Test("B60: the word, then Ctrl-S, signs exactly the manifest that was shown")
    func signs() async throws {
        let desk = try await reviewing()
        let shown = try #require(try review(desk).request)
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        await desk.press(.control("s"))
        #expect(desk.performed == [.sign(id: shown.id, manifestSHA256: shown.manifestSHA256)])
        #expect(desk.shows("✓ Done"))
        #expect(desk.shows("Recorded as audit_"))
    }

    @Test("B60: typing on Cancel goes to the field that confirms, and Ctrl-S is still needed")
    func typingLeavesCancel() async throws {
        let desk = try await reviewing()
        await desk.press(.character(" "))
        #expect(try review(desk).focus == .cancel)
        await desk.type("sign")
        #expect(try review(desk).focus == .word)
        #expect(try review(desk).word.text == "sign")
        await desk.press(KeyEvent(.enter))
        #expect(desk.performed.isEmpty)
        await desk.press(.control("s"))
        #expect(desk.performed.count == 1)
    }

    @Test("B60: where a reason is needed, typing on Cancel begins with it")
    func typingBeginsWithTheReason() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 100, height: 30))
        await desk.press(.character("6"), .character("x"))
        await desk.type("just not like this")
        #expect(try review(desk).reason.text == "just not like this")
        await desk.press(KeyEvent(.backTab), .character("r"))
        #expect(try review(desk).word.text == "r")
        #expect(desk.performed.isEmpty)
    }

    @Test("B60: the first letters of the word may be j and k, which scroll elsewhere")
    func wordBeginsWithJ() async throws {
        let desk = await Desk.open(width: 110, height: 34)
        await desk.press(.character("5"), KeyEvent(.enter))
        await desk.type("jk Studio")
        await desk.press(KeyEvent(.tab))
        await desk.type("Launch-blocking DNS drift")
        await desk.press(.control("s"))
        await desk.type("jk Studio")
        await desk.press(.control("s"))
        #expect(desk.shows("✓ Done"))
    }

    @Test("B60: the button by Tab needs a key of its own")
    func signsByButton() async throws {
        let desk = try await reviewing()
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        await desk.press(KeyEvent(.tab), KeyEvent(.enter))
        #expect(desk.performed.isEmpty)
        await desk.press(.character(" "))
        #expect(desk.performed.count == 1)
    }

    @Test("Enter never confirms, whatever has the focus and whatever was typed", arguments: 0..<4)
    func enterNeverConfirms(tabs: Int) async throws {
        let desk = try await reviewing()
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        for _ in 0..<tabs { await desk.press(KeyEvent(.tab)) }
        await desk.press(KeyEvent(.enter), KeyEvent(.enter), KeyEvent(.enter))
        #expect(desk.performed.isEmpty)
    }

    @Test("Ctrl-S without the word, and with another word, does nothing and says what is missing")
    func needsTheWord() async throws {
        let desk = try await reviewing()
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty)
        #expect(desk.shows("Type sign to confirm"))
        await desk.press(KeyEvent(.tab))
        await desk.type("sig")
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty)
    }

    @Test("A paste confirms nothing, not even the whole of what would have to be typed")
    func pasteDoesNotConfirm() async throws {
        let desk = try await reviewing()
        await desk.paste("sign")
        #expect(try review(desk).focus == .cancel)
        await desk.press(KeyEvent(.tab))
        await desk.paste("sign")
        #expect(try review(desk).word.isEmpty)
        await desk.paste("\u{13}")
        await desk.press(.control("s"), .control("s"))
        #expect(desk.performed.isEmpty)
    }

    @Test("A key held down confirms nothing, and a second Ctrl-S sends nothing twice")
    func repeatedKeys() async throws {
        let desk = try await reviewing()
        for _ in 0..<40 { await desk.press(.character("s")) }
        for _ in 0..<40 { await desk.press(.control("s")) }
        #expect(desk.performed.isEmpty)
        await desk.press(.control("u"))
        await desk.type("sign")
        desk.isHolding = { if case .perform = $0 { true } else { false } }
        for _ in 0..<10 { await desk.press(.control("s"), KeyEvent(.enter), .character(" ")) }
        #expect(desk.shows("Sent to PostgreSQL"))
        await desk.release()
        #expect(desk.performed.count == 1)
    }

    @Test("B51: nothing is confirmed on a terminal that is too small to show it")
    func tooSmallToConfirm() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 110, height: 34))
        await desk.press(.character("6"), .character("s"), KeyEvent(.tab))
        await desk.send(.resized(Size(width: 59, height: 30)))
        await desk.type("sign")
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty)
        await desk.send(.resized(Size(width: 110, height: 34)))
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty, "what was typed unseen does not count")
        await desk.type("sign")
        await desk.press(.control("s"))
        #expect(desk.performed.count == 1)
    }

    @Test("B51 B62: one's own request is refused by PostgreSQL, with code, words and event on screen")
    func selfApprovalIsShown() async throws {
        let desk = await Desk.open(width: 110, height: 34)
        try await openRequest(desk, tenant: "Northwind Studio")
        await desk.press(KeyEvent(.enter))
        await desk.press(.character("6"), .character("s"))
        #expect(desk.shows("PostgreSQL will refuse this"))
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        await desk.press(.control("s"))
        #expect(desk.shows("✗ Refused: self-approval"))
        #expect(desk.shows("You requested this"))
        let event = try #require(desk.model.events.first)
        #expect(event.outcome == .denied)
        #expect(desk.shows("Recorded as \(event.id)"))
        await desk.press(KeyEvent(.enter), .character("2"))
        #expect(desk.shows("✗ denied"))
    }

    @Test(
        "B52 B53: from a read-only session nothing is attempted, and the reason is said",
        arguments: ["auditor_1", "admin_1"])
    func readOnlyPersonas(login: String) async throws {
        let desk = try await Scene.desk(as: login, size: Size(width: 120, height: 40))
        #expect(desk.shows("READ-ONLY"))
        await desk.press(.character("6"), .character("j"), .character("s"))
        #expect(desk.state.dialogs.isEmpty)
        await desk.press(.character("5"), KeyEvent(.enter))
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.shows("Opening needs Governance Operator"))
        #expect(desk.performed.isEmpty)
    }

    @Test("B53: a console started read-only attempts nothing, whoever runs it")
    func readOnlySession() async throws {
        let desk = await Desk.open(isReadOnly: true)
        #expect(desk.shows("READ-ONLY"))
        await desk.press(.character("5"), KeyEvent(.enter))
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.shows("started read-only"))
    }

    @Test("B52: the wrong role is warned, may try, and is refused", arguments: ["finance_1"])
    func wrongRole(login: String) async throws {
        let desk = try await Scene.desk(as: login, size: Size(width: 110, height: 40))
        await desk.press(.character("6"), .character("j"), .character("s"))
        #expect(desk.shows("PostgreSQL will refuse this"))
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        await desk.press(.control("s"))
        #expect(desk.shows("✗ Refused: role-required"))
    }

    @Test("B60: rejecting needs a reason of ten non-blank characters, then the word")
    func rejects() async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 100, height: 30))
        await desk.press(.character("6"), .character("x"), KeyEvent(.tab))
        await desk.type("no  good  ")
        await desk.press(KeyEvent(.tab))
        await desk.type("reject")
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty)
        #expect(desk.shows("at least 10 non-blank characters, it has 6"))
        await desk.press(KeyEvent(.backTab))
        await desk.type("at all, not like this")
        await desk.press(.control("s"))
        #expect(desk.performed.count == 1)
        #expect(desk.shows("✓ Done"))
    }

    @Test("B60: a manifest that changes under a review cannot be signed any more")
    func changedSinceReview() async throws {
        let desk = try await reviewing()
        var request = try #require(try review(desk).request)
        request.manifestSHA256 = String(repeating: "0", count: 64)
        let token = desk.state.newToken()
        desk.state.requests.loaded.token = token
        await desk.send(.requestsLoaded(.success([request]), token: token))
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        await desk.press(.control("s"))
        #expect(desk.performed.isEmpty)
        #expect(desk.shows("The request has changed meanwhile"))
    }

    @Test("A call whose connection is lost says that its outcome is unknown")
    func outcomeUnknown() async throws {
        let desk = try await reviewing()
        await desk.press(KeyEvent(.tab))
        await desk.type("sign")
        desk.model.setStore(.lost(since: desk.clock.now, reason: "gone"))
        await desk.press(.control("s"))
        #expect(desk.shows("Outcome unknown"))
        #expect(desk.shows("Read the request again"))
    }
}

/// Opens a break-glass request at the keyboard, from the catalog to the answer.
func openRequest(_ desk: Desk, tenant: String) async throws {
    await desk.press(.character("5"), KeyEvent(.enter))
    await desk.type(tenant)
    await desk.press(KeyEvent(.tab))
    await desk.paste("Launch-blocking DNS drift on the storefront")
    await desk.press(.control("s"), KeyEvent(.tab))
    await desk.type(tenant)
    await desk.press(.control("s"))
    #expect(desk.shows("✓ Done"))
}
