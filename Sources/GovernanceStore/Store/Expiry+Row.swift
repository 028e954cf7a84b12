// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension Expiry {
    /// Decodes a row of `RequestStatements.expiring`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            kind: try columns.nextWord(), id: try columns.next(), subject: try columns.next(),
            holder: try columns.next(), expiresAt: Timestamp(microseconds: try columns.next()))
    }
}
