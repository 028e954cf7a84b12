// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension WorkerLease {
    var record: Record {
        Record([
            "name": .text(name), "class": .text(leaseClass), "tenant": Field(tenant),
            "envelope_cap": Field(envelopeCap), "cap": Field(cap), "is_revoked": .flag(isRevoked),
            "is_locked": .flag(isLocked), "escalation": escalation.map { .record($0.record) } ?? .null,
            "is_flagged": .flag(isFlagged), "open_reviews": Field(openReviews), "packages": Field(packages),
        ])
    }

    static let shape = RecordShape<WorkerLease>(
        record: { $0.record },
        columns: [
            TableColumn("LEASE") { DisplayText($0.name) },
            TableColumn("CLASS", minimumWidth: 8, dropRank: 2) { DisplayText($0.leaseClass) },
            TableColumn("TENANT", minimumWidth: 8, dropRank: 3) { DisplayText($0.tenant ?? "") },
            TableColumn("CAP", alignment: .trailing) { DisplayText("\($0.cap)") },
            TableColumn("ENVELOPE", dropRank: 1, alignment: .trailing) { DisplayText("\($0.envelopeCap)") },
            TableColumn("STATE", color: { $0.isRevoked ? .alarm : $0.isLocked ? .plain : .warning }) { lease in
                if lease.isRevoked { return "revoked" }
                guard let escalation = lease.escalation else { return "locked" }
                return "escalated until \(escalation.expiresAt.shown)"
            },
            TableColumn("REVIEW", color: { $0.openReviews > 0 ? .warning : .plain }) {
                $0.openReviews > 0 ? "\($0.openReviews) open" : ""
            },
        ])
}

extension LeaseEscalation {
    var record: Record {
        Record([
            "id": .text(id), "by": .text(by), "at": .moment(at), "expires_at": .moment(expiresAt),
            "reason": .text(reason),
        ])
    }
}
