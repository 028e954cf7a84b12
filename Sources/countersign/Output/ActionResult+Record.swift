// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

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
