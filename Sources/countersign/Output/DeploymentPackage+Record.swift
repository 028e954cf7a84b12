// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension DeploymentPackage {
    var record: Record {
        Record([
            "name": .text(name), "environment": Field(environment), "revision": Field(revision),
            "state": .text(state.rawValue), "state_label": .text(stateLabel), "blocked_reason": Field(blockedReason),
            "release": Field(release), "deployed_release": Field(deployedRelease),
            "approval": approval.map { .record($0.record) } ?? .null, "node": Field(node),
            "fallback": Field(fallback), "burst_capacity": Field(burstCapacity),
            "engine_is_serving": .flag(isEngineServing), "retention": Field(retention),
            "drafted_by": Field(draftedBy), "updated_at": Field(updatedAt), "manifest": .text(manifest),
            "manifest_sha256": .text(manifestSHA256),
        ])
    }

    static let shape = RecordShape<DeploymentPackage>(
        record: { $0.record },
        columns: [
            TableColumn("PACKAGE") { DisplayText($0.name) },
            TableColumn("STATE", color: \.state.color) { DisplayText($0.stateLabel) },
            TableColumn("REV", dropRank: 3, alignment: .trailing) { DisplayText("\($0.revision)") },
            TableColumn("RELEASE", minimumWidth: 8) { DisplayText($0.release ?? "") },
            TableColumn("NODE", minimumWidth: 8, dropRank: 2) { DisplayText($0.node ?? "") },
            TableColumn("ENGINE") { $0.isEngineServing ? "serving" : "not serving" },
            TableColumn("APPROVED BY", minimumWidth: 12, dropRank: 1) { DisplayText($0.approval?.approvers ?? "") },
        ])
}

extension PackageState {
    var color: TableColor {
        switch self {
        case .ready, .deployed: .good
        case .inReview, .retiring: .warning
        case .blocked: .alarm
        case .draft, .rolledBack: .plain
        case .retired: .faint
        }
    }
}

extension PackageApproval {
    var record: Record {
        Record([
            "approvers": .text(approvers), "logins": Field(logins), "roles": Field(roles),
            "approved_at": .moment(approvedAt), "zone": .text(zone), "shown": .text(shownTime),
            "window_opens_at": Field(windowOpensAt), "window_closes_at": Field(windowClosesAt),
            "request_id": Field(requestID),
        ])
    }
}
