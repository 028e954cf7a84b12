// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Synchronization

/// Packages and leases: what screens and commands show of them, and who may change them.
extension InMemoryGovernance {
    func packageClient(as login: String) -> PackageClient {
        PackageClient(
            packages: {
                try self.requireLive()
                return self.state.withLock { $0.dossiers.map(\.package) }
            },
            dossier: { name in
                try self.requireLive()
                return self.state.withLock { $0.dossiers.first { $0.package.name == name } }
            },
            guardrails: {
                try self.requireLive()
                return Self.guardrails
            },
            draft: { name, details, reason, context in
                try self.requireLive()
                return self.change("REVISE_PACKAGE", name, reason, login, context) { package in
                    package.revision += 1
                    package.state = .draft
                    package.stateLabel = "Draft"
                    package.approval = nil
                    package.release = details.release ?? package.release
                    package.node = details.node ?? package.node
                    package.fallback = details.fallback ?? package.fallback
                    return "\(name) revised"
                }
            },
            block: { name, reason, context in
                try self.requireLive()
                return self.change("BLOCK_PACKAGE", name, reason, login, context) { package in
                    package.state = .blocked
                    package.stateLabel = "Blocked"
                    package.blockedReason = reason
                    return "\(name) blocked"
                }
            },
            unblock: { name, reason, context in
                try self.requireLive()
                return self.change("UNBLOCK_PACKAGE", name, reason, login, context) { package in
                    package.state = .draft
                    package.stateLabel = "Draft"
                    package.blockedReason = nil
                    return "\(name) unblocked"
                }
            },
            setEngineServing: { name, isServing, reason, context in
                try self.requireLive()
                return self.change(isServing ? "SERVE_ENGINE" : "DRAIN_ENGINE", name, reason, login, context) {
                    $0.isEngineServing = isServing
                    return isServing ? "\(name) serves" : "\(name) no longer serves"
                }
            })
    }

    func leaseClient(as login: String) -> LeaseClient {
        LeaseClient(
            leases: {
                try self.requireLive()
                return self.state.withLock { $0.leases }
            },
            escalate: { name, reason, context in
                try self.requireLive()
                return self.escalate(name, reason, login, context)
            },
            escalations: {
                try self.requireLive()
                return self.state.withLock { $0.escalations }
            })
    }

    private func escalate(
        _ name: String, _ reason: String, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        state.withLock { state in
            var event = newEvent("ESCALATE_LEASE", "ai-leasing", .high, by: login, context, state)
            event.resourceType = "lease"
            event.resourceID = name
            let refused = "Escalation of \(name) refused"
            if let (code, message) = operatorProblem(reason, login, state) {
                return refuse(event, refused, code, message, &state)
            }
            guard let index = state.leases.firstIndex(where: { $0.name == name }) else {
                return refuse(event, refused, .notFound, "lease: there is no lease \"\(name)\".", &state)
            }
            let moment = now()
            state.leases[index].isLocked = false
            state.leases[index].isFlagged = true
            state.leases[index].openReviews += 1
            state.leases[index].escalation = LeaseEscalation(
                id: "esc_" + state.identifiers.next(at: moment), by: login, at: moment,
                expiresAt: moment.advanced(by: .seconds(1_800)), reason: reason)
            if let escalation = state.leases[index].escalation {
                state.escalations.insert(
                    EscalationDuty(id: escalation.id, lease: name, by: login, at: moment), at: 0)
            }
            event.detail = reason
            return accept(event, "\(name) escalated", "\(name) is unlocked for 30 minutes.", &state)
        }
    }

    private func change(
        _ action: String, _ name: String, _ reason: String, _ login: String, _ context: ActionContext,
        _ body: (inout DeploymentPackage) -> String
    ) -> ActionResult {
        state.withLock { state in
            var event = newEvent(action, "deployment-package", .medium, by: login, context, state)
            event.resourceType = "package"
            event.resourceID = name
            event.packageID = name
            let refused = "Change of \(name) refused"
            if let (code, message) = operatorProblem(reason, login, state) {
                return refuse(event, refused, code, message, &state)
            }
            guard let index = state.dossiers.firstIndex(where: { $0.package.name == name }) else {
                return refuse(event, refused, .notFound, "package: there is no package \"\(name)\".", &state)
            }
            let title = body(&state.dossiers[index].package)
            event.detail = reason
            return accept(event, title, title + ".", &state)
        }
    }

    private func operatorProblem(
        _ reason: String, _ login: String, _ state: borrowing State
    ) -> (RefusalCode, String)? {
        guard state.people.first(where: { $0.login == login })?.roles.contains(.operator) ?? false else {
            return (.roleRequired, "This needs the role Governance Operator.")
        }
        return Self.isReason(reason) ? nil : (.reasonRequired, Self.reasonAdvice)
    }
}
