// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A governed step that a person may want to take.
public enum GovernedAction: Sendable, Hashable {
    case open(Workflow)
    case sign(GovernanceRequest)
    case reject(GovernanceRequest)
    case withdraw(GovernanceRequest)
    /// States it anew, which voids the signatures that it has.
    case amend(GovernanceRequest)
    case execute(GovernanceRequest)
    /// Ends a break-glass session early.
    case close(GovernanceRequest)
    /// Notes in the trail that what was done under it has been looked at.
    case review(GovernanceRequest)
    /// Opens a workflow about this package.
    case openFor(Workflow, DeploymentPackage)
    /// Opens a workflow about this lease.
    case openOn(Workflow, WorkerLease)
    /// Unlocks the override of a lease for half an hour.
    case escalate(WorkerLease)
    /// Notes in the trail that an escalation has been looked at.
    case reviewEscalation(EscalationDuty)
    /// Revises a package; nil drafts the package of an engine that has none.
    case draft(DeploymentPackage?)
    case block(DeploymentPackage)
    case unblock(DeploymentPackage)
    /// States that the package's engine serves traffic, or no longer does.
    case setServing(DeploymentPackage, Bool)
}
