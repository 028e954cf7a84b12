// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What the state of a package or a lease allows, in words.
extension WorkflowRules {
    func opening(_ workflow: Workflow, about package: DeploymentPackage, by person: Person) -> Availability {
        let opening = opening(workflow, by: person)
        guard opening.isAvailable else { return opening }
        switch workflow.key {
        case Workflow.deploymentKey:
            return require(package, in: [.draft, .inReview, .ready, .rolledBack])
        case "quota-exception-package":
            guard ![.draft, .inReview, .blocked].contains(package.state) else { return .available }
            let state = "\(package.name) is \(Self.words(package))"
            return .unavailable(
                .invalidInput, reason: "A quota exception comes before the final approval, and \(state).")
        case "rollback-package-approval":
            return refuse(package, in: [.rolledBack, .retiring, .retired])
        case "engine-retirement-package":
            let state = refuse(package, in: [.retiring, .retired])
            guard state.isAvailable, package.isEngineServing else { return state }
            return .unavailable(
                .engineActive,
                reason: "Retirement remains disabled while engine is active: \(package.name) serves traffic.")
        default: return .available
        }
    }

    func opening(_ workflow: Workflow, about lease: WorkerLease, by person: Person) -> Availability {
        let opening = opening(workflow, by: person)
        guard opening.isAvailable else { return opening }
        if let revoked = revoked(lease) { return revoked }
        guard lease.isLocked || lease.escalation.map({ $0.expiresAt <= now }) ?? false else { return .available }
        return .unavailable(.notEscalated, reason: "\(lease.name) is read-only until escalated.")
    }

    func escalating(_ lease: WorkerLease, by person: Person) -> Availability {
        guard person.roles.contains(.operator) else { return roleRequired("Escalating needs", [.operator], person) }
        return revoked(lease) ?? .available
    }

    func reviewing(_ duty: EscalationDuty, by person: Person) -> Availability {
        guard !person.roles.isEmpty else { return roleRequired("A review needs", GovernanceRole.allCases, person) }
        guard duty.by != person.login else {
            return .unavailable(.selfApproval, reason: "You escalated it; another person must review it.")
        }
        return .available
    }

    func drafting(_ package: DeploymentPackage?, by person: Person) -> Availability {
        guard person.roles.contains(.operator) else { return roleRequired("Drafting needs", [.operator], person) }
        return package.map { refuse($0, in: [.blocked, .retiring, .retired]) } ?? .available
    }

    func blocking(_ package: DeploymentPackage, by person: Person) -> Availability {
        guard person.roles.contains(.operator) else { return roleRequired("Blocking needs", [.operator], person) }
        return require(package, in: [.draft, .inReview, .ready])
    }

    func unblocking(_ package: DeploymentPackage, by person: Person) -> Availability {
        guard person.roles.contains(.operator) else { return roleRequired("Unblocking needs", [.operator], person) }
        return require(package, in: [.blocked])
    }

    func serving(_ package: DeploymentPackage, _ isServing: Bool, by person: Person) -> Availability {
        guard person.roles.contains(.operator) else { return roleRequired("This needs", [.operator], person) }
        guard package.isEngineServing != isServing else {
            return .unavailable(
                .invalidInput, reason: "\(package.name) \(isServing ? "serves" : "does not serve") traffic already.")
        }
        return isServing ? refuse(package, in: [.retiring, .retired]) : .available
    }

    // MARK: - States

    private func revoked(_ lease: WorkerLease) -> Availability? {
        lease.isRevoked ? .unavailable(.invalidInput, reason: "\(lease.name) is revoked.") : nil
    }

    private func require(_ package: DeploymentPackage, in states: [PackageState]) -> Availability {
        states.contains(package.state)
            ? .available : .unavailable(.invalidInput, reason: "\(package.name) is \(Self.words(package)).")
    }

    private func refuse(_ package: DeploymentPackage, in states: [PackageState]) -> Availability {
        require(package, in: PackageState.allCases.filter { !states.contains($0) })
    }

    private static func words(_ package: DeploymentPackage) -> String {
        switch package.state {
        case .inReview: "in review"
        case .rolledBack: "rolled back"
        case .blocked: package.blockedReason.map { "blocked: \($0)" } ?? "blocked"
        case .draft, .ready, .deployed, .retiring, .retired: package.state.rawValue
        }
    }
}
