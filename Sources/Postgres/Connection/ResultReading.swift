// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

/// What the server has answered to the statement under way.
struct ResultReading {
    /// The columns of the rows that are coming, once they are known.
    var columns: Columns?
    /// The first error; what follows it is its consequence.
    var error: PostgresError?
    var commandTag = ""
    var affectedRows = 0

    mutating func note(_ error: PostgresError) {
        if self.error == nil { self.error = error }
    }

    mutating func noteCompletion(of result: borrowing OwnedResult) {
        commandTag = PQcmdStatus(result.pointer).map { String(cString: $0) } ?? ""
        affectedRows = PQcmdTuples(result.pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }
}
