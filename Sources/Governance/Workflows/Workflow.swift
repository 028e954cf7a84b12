// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One entry of the workflow catalog. The catalog is data in PostgreSQL; words follow the seed.
public struct Workflow: Sendable, Hashable, Identifiable {
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

/// A signature that a workflow needs, from one person who holds `role`.
public struct WorkflowSlot: Sendable, Hashable {
    public var name: String
    public var role: GovernanceRole
    /// Whether the requester's own signature may fill it.
    public var acceptsRequester: Bool

    public init(name: String, role: GovernanceRole, acceptsRequester: Bool) {
        self.name = name
        self.role = role
        self.acceptsRequester = acceptsRequester
    }
}

/// A value that a request of the workflow carries, enough to draw and check a form.
public struct WorkflowField: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case text
        case reason
        case choice
        case integer
        case checklist
        case confirmation
    }

    /// The argument's name, also the command line's option, e.g. `tenant`.
    public var name: String
    public var label: String
    public var kind: Kind
    public var isRequired: Bool
    /// Characters for text, non-blank characters for a reason, the value for an integer.
    public var minimum: Int?
    public var maximum: Int?
    /// For choices and checklists.
    public var choices: [String]
    public var defaultValue: String?
    public var help: String
    /// For a confirmation: the field whose value has to be typed again.
    public var confirms: String?

    public init(
        name: String, label: String, kind: Kind, isRequired: Bool, minimum: Int? = nil, maximum: Int? = nil,
        choices: [String] = [], defaultValue: String? = nil, help: String = "",
        confirms: String? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.minimum = minimum
        self.maximum = maximum
        self.choices = choices
        self.defaultValue = defaultValue
        self.help = help
        self.confirms = confirms
    }
}
