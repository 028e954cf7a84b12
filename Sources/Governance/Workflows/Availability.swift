// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Whether a control is offered, and if not, why. It explains and never decides: PostgreSQL does.
public enum Availability: Sendable, Hashable {
    /// Why a control is not offered. Where PostgreSQL would refuse for the same reason, the word is its refusal code.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case roleRequired = "role-required"
        case selfApproval = "self-approval"
        case alreadySigned = "already-signed"
        case requestClosed = "request-closed"
        case expired
        case suspended
        /// The lease is read-only until it is escalated.
        case notEscalated = "not-escalated"
        /// The engine serves traffic, which locks its retirement.
        case engineActive = "engine-active"
        /// The package or lease is in a state that does not allow it.
        case invalidInput = "invalid-input"
        /// The server takes no writes, or the session was started to read only.
        case readOnly = "read-only"
        /// What is shown is not known to be current: the database does not answer.
        case stale
        /// The catalog shows the workflow, but no requests of it can be opened.
        case notOffered = "not-offered"
    }

    case available
    /// `reason` is for a person.
    case unavailable(Code, reason: String)

    public var isAvailable: Bool { self == .available }

    /// Why not; nil where it is available.
    public var reason: String? {
        switch self {
        case .available: nil
        case .unavailable(_, let reason): reason
        }
    }
}

/// A governed step that a person may want to take.
public enum GovernedAction: Sendable, Hashable {
    case open(Workflow)
    case sign(GovernanceRequest)
    case reject(GovernanceRequest)
    case withdraw(GovernanceRequest)
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
