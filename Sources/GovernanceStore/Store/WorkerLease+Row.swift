// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension WorkerLease {
    /// Decodes a row of `PackageStatements.leases`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            name: try columns.next(), leaseClass: try columns.next(), tenant: try columns.next(),
            envelopeCap: try columns.next(), cap: try columns.next(), isRevoked: try columns.next(),
            isLocked: try columns.next(), escalation: try LeaseEscalation(&columns), isFlagged: try columns.next(),
            openReviews: try columns.next(), packages: try columns.next([String]?.self) ?? [])
    }
}

extension LeaseEscalation {
    /// Decodes five columns; nil where none is in force.
    init?(_ columns: inout ColumnReader) throws {
        let id = try columns.next(String?.self)
        let login = try columns.next(String?.self)
        let moment = try columns.nextMoment()
        let expiresAt = try columns.nextMoment()
        let reason = try columns.next(String?.self)
        guard let id, let login, let moment, let expiresAt else { return nil }
        self.init(id: id, by: login, at: moment, expiresAt: expiresAt, reason: reason ?? "")
    }
}

extension EscalationDuty {
    /// Decodes a row of `PackageStatements.escalations`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            id: try columns.next(), lease: try columns.next(), by: try columns.next(),
            at: Timestamp(microseconds: try columns.next()))
    }
}
