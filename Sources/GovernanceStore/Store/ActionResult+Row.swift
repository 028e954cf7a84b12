// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension ActionResult {
    /// The columns of `countersign.action_result`.
    static let columns: Query = "outcome, code, message, request_id, event_id"

    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            outcome: try columns.nextWord(), code: try columns.next(String?.self) ?? "",
            message: try columns.next(String?.self) ?? "", requestID: try columns.next(), eventID: try columns.next())
    }
}

extension ActionContext {
    /// What the governed functions take as `client`: claims, recorded as such.
    var clientJSON: String {
        get throws(GovernanceError) {
            var members: [String: JSONValue] = ["surface": .string(surface)]
            if let coverage { members["coverage"] = .string(coverage) }
            if let correlationID { members["correlation_id"] = .string(correlationID) }
            return try JSONText.encode(.object(members))
        }
    }
}
