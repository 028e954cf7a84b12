// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    mutating func loadLeases() -> [Console.Effect] {
        guard isLive else { return [] }
        let token = newToken()
        workflows.register.token = token
        return [.loadLeases(token: token)]
    }

    mutating func takeLeases(_ result: Result<Console.LeaseRegister, GovernanceError>, token: Int) {
        let before = workflows.ids
        guard keepingFocusedRequest({ $0.workflows.register.finish(result, token: token, at: $0.now) }) else { return }
        noteAnswer(result)
        workflows.list.rowsChanged(from: before, to: workflows.ids)
    }

    /// What events changed of the choices that forms offer is asked for again.
    mutating func refreshWorkflows(after events: [AuditEvent]) -> [Console.Effect] {
        let categories = Set(events.map(\.category))
        var effects: [Console.Effect] = []
        // A retirement revokes leases.
        let aboutLeases = [EventCategory.aiLeasing.rawValue, EventCategory.retirement.rawValue]
        if !categories.isDisjoint(with: aboutLeases) { effects += loadLeases() }
        if categories.contains(EventCategory.deploymentPackage.rawValue) { effects += loadCatalog() }
        return effects
    }

    mutating func enterWorkflows() -> [Console.Effect] {
        if let lease = workflows.selectedLease {
            return openForm(Workflows.leaseKey, prefilling: ["lease": lease.name])
        }
        return workflows.selected.map { openForm($0) } ?? []
    }

    /// What can be done about a lease; what cannot is there too, with its reason.
    func leaseBindings(_ lease: WorkerLease) -> [Console.Binding] {
        let override = workflows.all.first { $0.key == Workflows.leaseKey }
        var bindings = [
            Console.Binding(
                KeyEvent(.enter), .character("o"), label: Words.Keys.override, command: .enter,
                offer: override.map { rules.offer(.openOn($0, lease)) } ?? .available, isHint: true),
            Console.Binding(
                .character("e"), label: Words.Keys.escalate, command: .begin(.escalate(lease)),
                offer: rules.offer(.escalate(lease)), isHint: true),
        ]
        if let duty = reviewableEscalation(of: lease) {
            bindings.append(
                Console.Binding(
                    .character("n"), label: Words.Review.name(of: .review), command: .begin(.reviewEscalation(duty)),
                    offer: rules.offer(.reviewEscalation(duty)), isHint: true))
        }
        bindings.append(Console.Binding(.character("y"), label: Words.Keys.copyName, command: .copyID))
        return bindings
    }

    /// The newest escalation that this person may review; else the newest of all, to say why they may not.
    private func reviewableEscalation(of lease: WorkerLease) -> EscalationDuty? {
        let open = workflows.escalations(of: lease)
        return open.first { rules.offer(.reviewEscalation($0)).isAvailable } ?? open.first
    }
}
