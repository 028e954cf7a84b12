// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance
import GovernanceTestSupport
import Testing

@testable import countersign

@Suite("B51: what was done is told whatever becomes of standard output")
struct AnswerTests {
    private let done = ActionResult(
        outcome: .succeeded, message: "Break-glass request opened.", requestID: "req_1", eventID: "audit_1")
    private let refused = ActionResult(
        outcome: .denied, code: "role-required", message: "Not you.", eventID: "audit_2")

    private func output(failingWith error: any Error, _ captured: CapturedOutput) -> Output {
        var output = captured.output
        output.write = { _ in throw error }
        return output
    }

    @Test("On a full disk a success stays a success, and its ids go to standard error")
    func fullDisk() {
        let captured = CapturedOutput()
        let full = output(failingWith: CommandFailure(.unavailable, "No space left."), captured)
        #expect(full.answer(done, format: .json) == .done)
        #expect(
            captured.narration
                == "No space left.\nBreak-glass request opened.\nrequest  req_1\nevent    audit_1\n")
    }

    @Test("A refusal stays a refusal, also where nobody reads", arguments: [OutputFormat.table, .json])
    func refusal(_ format: OutputFormat) {
        let captured = CapturedOutput()
        #expect(output(failingWith: Output.Closed(), captured).answer(refused, format: format) == .refused)
        #expect(captured.narration.isEmpty)
        let full = output(failingWith: CommandFailure(.unavailable, "No space left."), captured)
        #expect(full.answer(refused, format: format) == .refused)
        #expect(captured.narration == "No space left.\ndenied (role-required): Not you.\nevent    audit_2\n")
    }

    @Test("What this side refuses is told as PostgreSQL's refusals are, and only that")
    func refusalOnThisSide() throws {
        let rejected = try #require(ActionResult(refusal: GovernanceError(.notRegistered, "Nobody.")))
        #expect(rejected == ActionResult(outcome: .denied, code: "not-registered", message: "Nobody."))
        #expect(ActionResult(refusal: GovernanceError(.unexpected, "42P10."))?.outcome == .failed)
        #expect(ActionResult(refusal: GovernanceError(.unavailable, "Nothing answers.")) == nil)
        #expect(ActionResult(refusal: CommandFailure(.refused)) == nil)
    }

    @Test("A command that ends with 1 before it wrote anything writes a refusal; for people it says it")
    func beforeAnything() async throws {
        let captured = CapturedOutput()
        let status = try await captured.output.answering(format: .json) { _ in
            throw GovernanceError(.notRegistered, "Nobody.")
        }
        #expect(status == .refused)
        #expect(captured.text.contains(#""code": "not-registered""#))
        // what was begun is not followed by something else
        let begun = CapturedOutput()
        await #expect(throws: GovernanceError.self) {
            _ = try await begun.output.answering(format: .json) { output in
                try output.write("[")
                throw GovernanceError(.notPermitted, "Not any more.")
            }
        }
        #expect(begun.text == "[")
    }
}
