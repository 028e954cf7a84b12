// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The catalog of privileged workflows, and the leases that one of them is about.
enum Workflows {
    struct State: Sendable, Equatable {
        var catalog = Loaded<[Workflow]>()
        var register = Loaded<Console.LeaseRegister>()
        var list = AnchoredList<String>()
        /// Forms that were left without being sent, by what they state: what was typed is never lost.
        var drafts: [String: Form.State] = [:]
        /// Reasons and notes that were typed in a review that was not sent, by what they are about.
        var reasons: [String: String] = [:]

        /// Every workflow that can be opened, the approval of packages too.
        var all: [Workflow] { catalog.value ?? [] }
        /// The five of the catalog.
        var workflows: [Workflow] { all.filter(\.isInCatalog) }
        var leases: [WorkerLease] { register.value?.leases ?? [] }

        /// What the list shows, in its order.
        var ids: [String] { workflows.map(\.key) + leases.map { Self.leasePrefix + $0.name } }

        /// The workflow in focus; nil while a lease has it.
        var selected: Workflow? {
            let workflows = workflows
            let index = list.selectedIndex(in: ids)
            return workflows.indices.contains(index) ? workflows[index] : nil
        }

        var selectedLease: WorkerLease? {
            let index = list.selectedIndex(in: ids) - workflows.count
            return leases.indices.contains(index) ? leases[index] : nil
        }

        /// Escalations of a lease that nobody has reviewed, newest first.
        func escalations(of lease: WorkerLease) -> [EscalationDuty] {
            (register.value?.escalations ?? []).filter { $0.lease == lease.name }
        }

        private static let leasePrefix = "lease "
    }

    /// The workflow that changes a lease's cap.
    static let leaseKey = "lease-expansion-override"
}
