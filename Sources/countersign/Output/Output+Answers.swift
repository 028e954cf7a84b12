// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Governance
import Synchronization

extension Output {
    /// Writes the answer to something that was tried; whether it can be written does not change what was done.
    ///
    /// Without a reader the status is still the answer's. Where standard output cannot be written, the answer goes to
    /// standard error with the reason: whoever sees that status never tries again what has been done.
    func answer(_ result: ActionResult, format: OutputFormat) -> CommandStatus {
        settle(result) { try write(result, format: format) }
        return result.status
    }

    /// Runs `body`; where it ends with status 1 before anything was written, that is an answer in the shape of a
    /// refusal, so that a program reads one shape for everything that ends so: a login that PostgreSQL rejects, or one
    /// that is nobody here.
    func answering(
        format: OutputFormat, _ body: (Output) async throws -> CommandStatus
    ) async throws -> CommandStatus {
        let isBegun = Mutex(false)
        var watched = self
        watched.write = { text in
            isBegun.withLock { $0 = true }
            try write(text)
        }
        do {
            return try await body(watched)
        } catch {
            guard format != .table, !isBegun.withLock({ $0 }), let result = ActionResult(refusal: error) else {
                throw error
            }
            return answer(result, format: format)
        }
    }

    /// Runs `body`, which writes what became of `result`, and tells of `result` on standard error where it cannot.
    func settle(_ result: ActionResult, _ body: () throws -> Void) {
        do {
            try body()
        } catch is Closed {
        } catch {
            say(DisplayText(CommandFailure(error).description))
            let outcome: DisplayText =
                result.outcome == .succeeded ? "" : "\(result.outcome.rawValue) (\(result.code)): "
            say(outcome + DisplayText(result.message))
            if let request = result.requestID { say("request  \(request)") }
            if let event = result.eventID { say("event    \(event)") }
        }
    }
}
