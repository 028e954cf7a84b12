// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What authorization and execution change.
extension InMemoryGovernance {
    func authorize(_ request: inout GovernanceRequest, _ state: inout State) {
        request.state = .authorized
        let approved = now()
        let identifier = request.id
        let signers = request.signatures
        switch request.workflowKey {
        case Workflow.deploymentKey:
            change(package: request.packageID, &state) { package in
                package.state = .ready
                package.stateLabel = "Deployment ready"
                package.approval = PackageApproval(
                    approvers: signers.map(\.signerName).joined(separator: " + "), logins: signers.map(\.signer),
                    roles: signers.map(\.role.rawValue), approvedAt: approved, zone: "UTC", shownTime: "",
                    requestID: identifier)
            }
        case "engine-retirement-package":
            change(package: request.packageID, &state) { package in
                package.state = .retiring
                package.stateLabel = "Retiring"
            }
        default: break
        }
    }

    /// Does what the request was about, with its events.
    func apply(_ request: inout GovernanceRequest, _ event: AuditEvent, _ state: inout State) {
        let cap = Int(Self.text(state.arguments[request.id]?["cap"]) ?? "")
        let subject = request.subject ?? ""
        switch request.workflowKey {
        case Workflow.deploymentKey:
            change(package: request.packageID, &state) { package in
                package.state = .deployed
                package.stateLabel = "Deployed"
                package.deployedRelease = package.release
            }
            note(event, "DEPLOY_PACKAGE", "\(subject) deployed", &state)
        case "quota-exception-package":
            change(package: request.packageID, &state) { $0.burstCapacity = cap }
            note(event, "RAISE_QUOTA", "Burst capacity of \(subject) raised to \(cap ?? 0)", &state)
        case "lease-expansion-override":
            guard let index = state.leases.firstIndex(where: { $0.name == request.lease }), let cap else { return }
            state.leases[index].cap = cap
            state.leases[index].openReviews += 1
            request.needsReview = true
            note(event, "EXPAND_LEASE", "Cycle cap of \(subject) raised to \(cap)", &state)
        case "rollback-package-approval": rollBack(subject, event, &state)
        case "engine-retirement-package": retire(subject, request.id, event, &state)
        default: break
        }
    }

    private func rollBack(_ name: String, _ event: AuditEvent, _ state: inout State) {
        guard let index = state.dossiers.firstIndex(where: { $0.package.name == name }),
            let target = state.dossiers[index].releases.first(where: { !$0.isCurrent })?.release
        else { return }
        state.dossiers[index].package.state = .rolledBack
        state.dossiers[index].package.stateLabel = "Rolled back"
        state.dossiers[index].package.release = target
        state.dossiers[index].package.deployedRelease = target
        state.dossiers[index].package.revision += 1
        note(event, "ROLL_BACK_PACKAGE", "\(name) rolled back to \(target)", &state)
    }

    private func retire(_ name: String, _ request: String, _ event: AuditEvent, _ state: inout State) {
        guard let index = state.dossiers.firstIndex(where: { $0.package.name == name }) else { return }
        for attachment in Self.revocable(state.dossiers[index]) {
            let held = state.dossiers[index].attachments.firstIndex(of: attachment) ?? 0
            state.dossiers[index].attachments[held].revokedAt = now()
            state.dossiers[index].attachments[held].revokedRequestID = request
            note(event, "REVOKE_ATTACHMENT", "\(attachment.name) revoked from \(name)", &state)
        }
        state.dossiers[index].package.state = .retired
        state.dossiers[index].package.stateLabel = "Retired"
        note(event, "RETIRE_PACKAGE", "\(name) retired", &state)
    }

    private func note(_ event: AuditEvent, _ action: String, _ title: String, _ state: inout State) {
        var event = event
        event.action = action
        event.severity = .high
        _ = accept(event, title, "", &state)
    }
}
