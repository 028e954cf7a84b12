// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A governance role, held through an audited grant.
public enum GovernanceRole: String, Sendable, Hashable, Codable, CaseIterable {
    case `operator`
    case finance
    case auditor
    case admin

    /// The name on screen.
    public var title: String {
        switch self {
        case .operator: "Governance Operator"
        case .finance: "Finance Reviewer"
        case .auditor: "Support Auditor"
        case .admin: "Platform Admin"
        }
    }

    /// Whether the role, by itself, opens or countersigns workflows. An auditor's second signature on a rollback is
    /// the one exception to being read-only, and belongs to the slot, not to the role.
    public var mutates: Bool {
        switch self {
        case .operator, .finance: true
        case .auditor, .admin: false
        }
    }
}
