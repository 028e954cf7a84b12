// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Governance
import GovernanceStore

extension ActionResult {
    /// All five keys are always present; what is missing is null.
    var record: Record {
        Record([
            "outcome": .text(outcome.rawValue), "code": .text(code), "message": .text(message),
            "request_id": Field(requestID), "event_id": Field(eventID),
        ])
    }

    static let shape = RecordShape<ActionResult>(record: { $0.record }, columns: [])

    var status: CommandStatus { outcome == .succeeded ? .done : .refused }

    /// What this side knows already, in the shape of PostgreSQL's own refusals; there is no event of it.
    ///
    /// Nil where the failure is not one that ends with status 1 in words.
    init?(refusal error: any Error) {
        let failure = CommandFailure(error)
        guard failure.status == .refused, let message = failure.message else { return nil }
        let code: String
        var outcome = Outcome.denied
        switch error {
        case let error as GovernanceError:
            code = error.code.rawValue
            if error.code == .unexpected { outcome = .failed }
        case let error as MigrationError: code = error.code.rawValue
        default: code = GovernanceError.Code.notPermitted.rawValue
        }
        self.init(outcome: outcome, code: code, message: message)
    }
}

extension Output {
    /// Writes the answer to a governed call, in the same shape for success and refusal.
    func write(_ result: ActionResult, format: OutputFormat) throws {
        guard format == .table else {
            try write(result, ActionResult.shape, format: format)
            return
        }
        switch result.outcome {
        case .succeeded: try line(DisplayText(result.message).description)
        case .denied: try line(("Refused (\(result.code)): \(result.message)" as DisplayText).description)
        case .failed: try line(("Failed (\(result.code)): \(result.message)" as DisplayText).description)
        }
        if let request = result.requestID { try line(("request  \(request)" as DisplayText).description) }
        if let event = result.eventID { try line(("event    \(event)" as DisplayText).description) }
    }
}
