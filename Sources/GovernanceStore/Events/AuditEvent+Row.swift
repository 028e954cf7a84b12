// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Postgres

extension AuditEvent {
    /// Decodes the columns of `EventStatements.columns`, from the given position on.
    init(row: Row, from first: Int = 0, sequence: Int64? = nil) throws {
        var columns = ColumnReader(row: row, position: first)
        self.init(
            id: ShownID.event(try columns.next()), format: try columns.next(),
            occurredAt: Timestamp(microseconds: try columns.next()),
            recordedAt: Timestamp(microseconds: try columns.next()), stream: try columns.nextWord(),
            category: try columns.next(), severity: try columns.nextWord(), action: try columns.next(),
            title: try columns.next(), detail: try columns.next(), actorUsername: try columns.next(),
            actorEmail: try columns.next(), actorRoles: try columns.next([String]?.self) ?? [],
            actorAuthMethod: try columns.next(), via: try columns.next(), clientAddress: try columns.next(),
            surface: try columns.next(), resourceType: try columns.next(), resourceID: try columns.next(),
            tenant: try columns.next(), environment: try columns.next(), packageID: try columns.next(),
            requestID: try columns.next(), correlationID: try columns.next(), backend: try columns.next(),
            resultReference: try columns.next(), outcome: try columns.nextWord(), errorCode: try columns.next(),
            errorMessage: try columns.next(), changes: try columns.nextJSON(), coverage: try columns.next(),
            origin: try columns.next(), originEventID: try columns.next(), sequence: sequence)
    }
}
