// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension GovernanceRequest {
    /// What `init(row:signatures:)` decodes, from `countersign.request_overview`.
    static let columns: Query = """
        request_id, workflow, workflow_title, state, requester, requester_name, reason, tenant, package_id, opened_at, \
        expires_at, manifest, manifest_sha256, coverage, missing_slots, missing_roles, session_opened_at, \
        session_expires_at, session_ended_at, session_ended_by, session_state, \
        (select bool_or(s.accepts_requester) from countersign.workflow_slot as s where s.workflow = r.workflow) \
        as accepts_requester, lease, my_duty, executed_at, executed_by, is_voided, needs_review, reviews::bigint
        """

    init(row: Row, signatures: [RequestSignature]) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            id: try columns.next(), workflowKey: try columns.next(), workflowTitle: try columns.next(),
            state: try columns.nextWord(), requester: try columns.next(), requesterName: try columns.next(),
            reason: try columns.next(), tenant: try columns.next(), packageID: try columns.next(),
            requestedAt: Timestamp(microseconds: try columns.next()),
            expiresAt: Timestamp(microseconds: try columns.next()), manifest: try columns.next(),
            manifestSHA256: try columns.next(), signatures: signatures)
        coverage = try columns.next()
        let slots = try columns.next([String].self)
        let roles = try columns.next([String].self)
        session = try Self.session(&columns)
        let acceptsRequester = try columns.next(Bool?.self) ?? false
        missingSlots = try zip(slots, roles).map { slot, role in
            guard let role = GovernanceRole(rawValue: role) else {
                throw GovernanceError(.schemaTooNew, "A workflow needs a role that this program does not know.")
            }
            return WorkflowSlot(name: slot, role: role, acceptsRequester: acceptsRequester)
        }
        lease = try columns.next()
        // a duty of a newer schema is none that this program can help with
        duty = try columns.next(String?.self).flatMap(RequestDuty.init(rawValue:))
        executedAt = try columns.nextMoment()
        executedBy = try columns.next()
        isVoided = try columns.next()
        needsReview = try columns.next()
        reviewCount = try columns.next()
    }

    private static func session(_ columns: inout ColumnReader) throws -> PrivilegedSession? {
        let openedAt = try columns.next(Int64?.self)
        let expiresAt = try columns.next(Int64?.self)
        let endedAt = try columns.next(Int64?.self)
        let endedBy = try columns.next(String?.self)
        let state = try columns.next(String?.self)
        guard let openedAt, let expiresAt else { return nil }
        // what ran out was closed by nobody
        let isClosed = state == "closed"
        return PrivilegedSession(
            openedAt: Timestamp(microseconds: openedAt), expiresAt: Timestamp(microseconds: expiresAt),
            closedAt: isClosed ? endedAt.map(Timestamp.init(microseconds:)) : nil,
            closedBy: isClosed ? endedBy : nil, isOpen: state == "open")
    }
}

extension RequestSignature {
    /// What `init(row:)` decodes, from `countersign.request_signature_overview`.
    static let columns: Query = "request_id, slot, role, signer, signer_name, signed_at, manifest_sha256"

    /// The signature and the shown id of its request.
    static func decode(_ row: Row) throws -> (request: String, signature: RequestSignature) {
        var columns = ColumnReader(row: row, position: 0)
        let request = try columns.next(String.self)
        let signature = RequestSignature(
            slot: try columns.next(), role: try columns.nextWord(), signer: try columns.next(),
            signerName: try columns.next(), signedAt: Timestamp(microseconds: try columns.next()),
            manifestSHA256: try columns.next())
        return (request, signature)
    }
}
