// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// A privileged step on the package that is looked at: its key, and whether it is offered.
struct PackageStep: Sendable, Hashable {
    var key: Character
    var workflowKey: String
    var title: DisplayText
    /// The catalog's words about what it needs.
    var requirement: DisplayText
    var command: Console.Command
    var offer: Offer

    var binding: Console.Binding {
        Console.Binding(.character(key), label: title, command: command, offer: offer)
    }
}

extension Console.State {
    /// The steps that concern the chosen package; what cannot be done is there with its reason.
    var packageSteps: [PackageStep] {
        guard let package = packages.chosen else { return [] }
        let others: [(key: Character, workflow: String)] = [
            ("u", "quota-exception-package"), ("b", "rollback-package-approval"), ("t", "engine-retirement-package"),
        ]
        return [approvalStep(package)] + others.compactMap { step($0.key, $0.workflow, on: package) }
    }

    private func step(_ key: Character, _ workflowKey: String, on package: DeploymentPackage) -> PackageStep? {
        guard let workflow = workflows.workflows.first(where: { $0.key == workflowKey }) else { return nil }
        var offer = rules.offer(.open(workflow))
        if offer.isAvailable, let problem = self.problem(workflowKey, on: package) {
            offer = Offer(reason: problem, canBeAttempted: false)
        }
        return PackageStep(
            key: key, workflowKey: workflowKey, title: DisplayText(workflow.title),
            requirement: DisplayText(workflow.requiredRole), command: .openPackageWorkflow(workflowKey), offer: offer)
    }

    /// The approval of a deployment is not in the catalog: an open request is shown, else the command that submits one.
    private func approvalStep(_ package: DeploymentPackage) -> PackageStep {
        let key = "deployment-package"
        let open = (requests.loaded.value ?? []).first {
            $0.workflowKey == key && $0.packageID == package.name && $0.state.isOpen
        }
        if let workflow = workflows.workflows.first(where: { $0.key == key }), open == nil {
            return PackageStep(
                key: "a", workflowKey: key, title: Words.Packages.approval,
                requirement: DisplayText(workflow.requiredRole),
                command: .openPackageWorkflow(key), offer: rules.offer(.open(workflow)))
        }
        let offer: Offer =
            if open != nil {
                .available
            } else {
                Offer(reason: Words.Packages.submitElsewhere(package), canBeAttempted: false)
            }
        return PackageStep(
            key: "a", workflowKey: key, title: Words.Packages.approval, requirement: Words.Packages.approvalRoles,
            command: open.map { Console.Command.showRequest($0.id) } ?? .openPackageWorkflow(key), offer: offer)
    }

    /// Why the package's state does not allow it now, in the words of PostgreSQL's own rule.
    private func problem(_ workflowKey: String, on package: DeploymentPackage) -> String? {
        switch workflowKey {
        case "quota-exception-package":
            return [.draft, .inReview, .blocked].contains(package.state) ? nil : Words.Packages.quotaTooLate(package)
        case "rollback-package-approval":
            if [.rolledBack, .retiring, .retired].contains(package.state) {
                return Words.Packages.notInThisState(package)
            }
            guard let plan = packages.dossier?.rollbackPlan else { return nil }
            return plan.contains { $0.isAvailable } ? nil : Words.Packages.noTarget(package)
        case "engine-retirement-package":
            if [.retiring, .retired].contains(package.state) { return Words.Packages.notInThisState(package) }
            return package.isEngineServing ? Words.Packages.engineActive(package) : nil
        default: return nil
        }
    }
}
