// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One entry of the workflow catalog. The catalog is data in PostgreSQL; words follow the seed.
public struct Workflow: Sendable, Hashable, Codable, Identifiable {
    /// E.g. `break-glass-admin-session`.
    public var key: String
    public var ordinal: Int
    public var title: String
    public var description: String
    /// E.g. `Governance Operator + Finance Reviewer`.
    public var requiredRole: String
    /// E.g. `Requires approval and audit reason`.
    public var condition: String
    public var category: String
    /// Whether requests of this workflow can be opened; the catalog shows the others too.
    public var isOffered: Bool
    /// The role that opens a request.
    public var openerRole: GovernanceRole
    public var slots: [WorkflowSlot]
    public var fields: [WorkflowField]
    /// Whether the catalog of privileged workflows lists it; the approval of deployment packages is not in it.
    public var isInCatalog: Bool

    public var id: String { key }

    /// The workflow that approves a deployment package.
    public static let deploymentKey = "deployment-package"

    public init(
        key: String, ordinal: Int, title: String, description: String, requiredRole: String, condition: String,
        category: String, isOffered: Bool, openerRole: GovernanceRole, slots: [WorkflowSlot], fields: [WorkflowField],
        isInCatalog: Bool = true
    ) {
        self.key = key
        self.ordinal = ordinal
        self.title = title
        self.description = description
        self.requiredRole = requiredRole
        self.condition = condition
        self.category = category
        self.isOffered = isOffered
        self.openerRole = openerRole
        self.slots = slots
        self.fields = fields
        self.isInCatalog = isInCatalog
    }
}
