// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension DeploymentPackage {
    /// What `init(row:)` decodes, from `countersign.package_overview`.
    static let columns: Query = """
        name, environment, revision::bigint as revision, state, state_label, blocked_reason, release, \
        deployed_release, approvers, approver_logins, approver_roles, approved_at, approval_zone, approved_at_shown, \
        window_opened_at, window_closes_at, approval_request_id, node, fallback, burst_capacity::bigint as capacity, \
        engine_is_serving, retention, manifest, manifest_sha256, drafted_by, updated_at
        """

    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            name: try columns.next(), environment: try columns.next(), revision: try columns.next(),
            state: try columns.nextWord(), stateLabel: try columns.next(), blockedReason: try columns.next(),
            release: try columns.next(), deployedRelease: try columns.next(),
            approval: try PackageApproval(&columns), node: try columns.next(), fallback: try columns.next(),
            burstCapacity: try columns.next(), isEngineServing: try columns.next(),
            retention: try columns.next([String]?.self) ?? [],
            manifest: try columns.next(), manifestSHA256: try columns.next(), draftedBy: try columns.next(),
            updatedAt: try columns.nextMoment())
    }
}

extension PackageApproval {
    /// Decodes nine columns; nil where the package is not approved.
    init?(_ columns: inout ColumnReader) throws {
        let approvers = try columns.next(String?.self)
        let logins = try columns.next([String]?.self)
        let roles = try columns.next([String]?.self)
        let approvedAt = try columns.nextMoment()
        let zone = try columns.next(String?.self)
        let shown = try columns.next(String?.self)
        let opensAt = try columns.nextMoment()
        let closesAt = try columns.nextMoment()
        let request = try columns.next(String?.self)
        guard let approvers, let approvedAt, let zone, let shown else { return nil }
        self.init(
            approvers: approvers, logins: logins ?? [], roles: roles ?? [], approvedAt: approvedAt, zone: zone,
            shownTime: shown, windowOpensAt: opensAt, windowClosesAt: closesAt, requestID: request)
    }
}

extension ColumnReader {
    /// A moment, or nothing.
    mutating func nextMoment() throws -> Timestamp? {
        try next(Int64?.self).map(Timestamp.init(microseconds:))
    }
}
