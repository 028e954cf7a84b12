// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension RoleTenure {
    var record: Record {
        Record([
            "login": .text(login), "role": .text(role), "granted_at": .moment(grantedAt),
            "granted_by": .text(grantedBy), "grant_reason": Field(grantReason), "revoked_at": Field(revokedAt),
            "revoked_by": Field(revokedBy), "revoke_reason": Field(revokeReason),
        ])
    }

    static let shape = RecordShape<RoleTenure>(
        record: { $0.record },
        columns: [
            TableColumn("LOGIN") { DisplayText($0.login) },
            TableColumn("ROLE") { DisplayText($0.role) },
            TableColumn("FROM") { DisplayText($0.grantedAt.shown) },
            TableColumn("GRANTED BY", dropRank: 2) { DisplayText($0.grantedBy) },
            TableColumn("TO") { $0.revokedAt.map { DisplayText($0.shown) } ?? "now" },
            TableColumn("REVOKED BY", dropRank: 1) { DisplayText($0.revokedBy ?? "") },
        ])
}
