// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// A governed step on a package, a lease or an escalation: nothing but a reason is stated.
enum SubjectStep: Sendable, Hashable {
    case escalate(WorkerLease)
    case reviewEscalation(EscalationDuty)
    case block(DeploymentPackage)
    case unblock(DeploymentPackage)
    case serve(DeploymentPackage)
    case drain(DeploymentPackage)

    /// What it is about, and what has to be typed to confirm it.
    var target: String {
        switch self {
        case .escalate(let lease): lease.name
        case .reviewEscalation(let duty): duty.lease
        case .block(let package), .unblock(let package), .serve(let package), .drain(let package): package.name
        }
    }

    /// Under which its reason is kept while it is not sent.
    var key: String {
        switch self {
        case .escalate: "escalate \(target)"
        case .reviewEscalation(let duty): "review \(duty.id)"
        case .block: "block \(target)"
        case .unblock: "unblock \(target)"
        case .serve: "serve \(target)"
        case .drain: "drain \(target)"
        }
    }

    /// A review is a note: it takes any text, a reason ten characters.
    var isNote: Bool {
        if case .reviewEscalation = self { true } else { false }
    }

    /// For the rules that explain.
    var governed: Governance.GovernedAction {
        switch self {
        case .escalate(let lease): .escalate(lease)
        case .reviewEscalation(let duty): .reviewEscalation(duty)
        case .block(let package): .block(package)
        case .unblock(let package): .unblock(package)
        case .serve(let package): .setServing(package, true)
        case .drain(let package): .setServing(package, false)
        }
    }

    func action(reason: String) -> Console.GovernedAction {
        switch self {
        case .escalate(let lease): .escalate(lease: lease.name, reason: reason)
        case .reviewEscalation(let duty): .review(id: duty.id, note: reason)
        case .block(let package): .block(package: package.name, reason: reason)
        case .unblock(let package): .unblock(package: package.name, reason: reason)
        case .serve(let package): .setServing(engine: package.name, true, reason: reason)
        case .drain(let package): .setServing(engine: package.name, false, reason: reason)
        }
    }
}
