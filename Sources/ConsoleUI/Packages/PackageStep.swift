// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// A privileged step on the package that is looked at: its key, and whether it is offered.
struct PackageStep: Sendable, Hashable {
    var key: Character
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
        let workflows: [(key: Character, workflow: String)] = [
            ("a", Workflow.deploymentKey), ("u", "quota-exception-package"), ("b", "rollback-package-approval"),
            ("T", "engine-retirement-package"),
        ]
        return workflows.compactMap { step($0.key, $0.workflow, on: package) } + [
            draftStep(package),
            step("B", package.state == .blocked ? .unblock(package) : .block(package)),
            step("V", package.isEngineServing ? .drain(package) : .serve(package)),
        ]
    }

    private func step(_ key: Character, _ workflowKey: String, on package: DeploymentPackage) -> PackageStep? {
        guard let workflow = workflows.all.first(where: { $0.key == workflowKey }) else { return nil }
        // An approval that is under way is what there is to see.
        if workflowKey == Workflow.deploymentKey, openApproval(of: package) != nil {
            return PackageStep(
                key: key, title: Words.Packages.approvalUnderWay, requirement: DisplayText(workflow.requiredRole),
                command: .openPackageWorkflow(workflowKey), offer: .available)
        }
        var offer = rules.offer(.open(workflow))
        if offer.isAvailable, let problem = self.problem(workflowKey, on: package) {
            offer = Offer(reason: problem, canBeAttempted: false)
        }
        return PackageStep(
            key: key, title: DisplayText(workflow.title), requirement: DisplayText(workflow.requiredRole),
            command: .openPackageWorkflow(workflowKey), offer: offer)
    }

    private func step(_ key: Character, _ step: SubjectStep) -> PackageStep {
        PackageStep(
            key: key, title: Words.Review.name(of: step), requirement: DisplayText(GovernanceRole.operator.title),
            command: .begin(step), offer: rules.offer(step.governed))
    }

    private func draftStep(_ package: DeploymentPackage) -> PackageStep {
        PackageStep(
            key: "D", title: Words.Packages.revise, requirement: DisplayText(GovernanceRole.operator.title),
            command: .openDraft(package), offer: rules.offer(.draft(package)))
    }

    func openApproval(of package: DeploymentPackage) -> GovernanceRequest? {
        (requests.loaded.value ?? []).first {
            $0.workflowKey == Workflow.deploymentKey && $0.packageID == package.name && $0.state.isOpen
        }
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
