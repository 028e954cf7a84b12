// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension GovernanceRequest {
    var record: Record {
        Record([
            "id": .text(id), "workflow": .text(workflowKey), "workflow_title": .text(workflowTitle),
            "state": .text(state.rawValue), "requester": .text(requester), "requester_name": .text(requesterName),
            "reason": .text(reason), "tenant": Field(tenant), "package_id": Field(packageID), "lease": Field(lease),
            "requested_at": .moment(requestedAt), "expires_at": .moment(expiresAt),
            "signatures": .list(signatures.map { .record($0.record) }),
            "missing_slots": .list(missingSlots.map { .record($0.record) }),
            "session": session.map { .record($0.record) } ?? .null, "coverage": Field(coverage),
            "duty": Field(duty?.rawValue), "executed_at": Field(executedAt), "executed_by": Field(executedBy),
            "is_voided": .flag(isVoided), "needs_review": .flag(needsReview), "reviews": Field(reviewCount),
            "manifest": .text(manifest), "manifest_sha256": .text(manifestSHA256),
        ])
    }

    static let shape = RecordShape<GovernanceRequest>(
        record: { $0.record },
        columns: [
            TableColumn("REQUESTED") { DisplayText($0.requestedAt.shown) },
            TableColumn("STATE", color: \.state.color) { DisplayText($0.shownState) },
            TableColumn("WORKFLOW", minimumWidth: 14) { DisplayText($0.workflowTitle) },
            TableColumn("ABOUT", minimumWidth: 10) { DisplayText($0.subject ?? "") },
            TableColumn("REQUESTER", dropRank: 1) { DisplayText($0.requester) },
            TableColumn("WAITS FOR", dropRank: 2) { request in
                if request.needsReview { return "review" }
                if request.state == .authorized { return "execution" }
                guard request.state.isOpen else { return "" }
                return request.missingSlots.map { DisplayText($0.role.rawValue) }.joined(separator: " + ")
            },
            TableColumn("ID") { DisplayText($0.id) },
        ])

    /// An executed break-glass request whose session is open says so: that is what one looks for.
    private var shownState: String {
        guard let session, session.isOpen else { return state.rawValue }
        return "session open"
    }
}

extension RequestState {
    var color: TableColor {
        switch self {
        case .requested, .partlySigned, .authorized: .warning
        case .executed: .good
        case .rejected, .failed: .alarm
        case .withdrawn, .expired: .faint
        }
    }
}

extension RequestSignature {
    var record: Record {
        Record([
            "slot": .text(slot), "role": .text(role.rawValue), "signer": .text(signer),
            "signer_name": .text(signerName), "signed_at": .moment(signedAt),
            "manifest_sha256": .text(manifestSHA256),
        ])
    }
}

extension WorkflowSlot {
    var record: Record {
        Record([
            "name": .text(name), "role": .text(role.rawValue), "accepts_requester": .flag(acceptsRequester),
        ])
    }
}

extension PrivilegedSession {
    var record: Record {
        Record([
            "opened_at": .moment(openedAt), "expires_at": .moment(expiresAt), "closed_at": Field(closedAt),
            "closed_by": Field(closedBy), "is_open": .flag(isOpen),
        ])
    }
}
