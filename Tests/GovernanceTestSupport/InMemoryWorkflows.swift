// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

extension InMemoryGovernance {
    /// The five workflows of the seed, and the approval of a package, which the catalog does not list.
    public static let catalog: [Workflow] = [
        entry(
            1, "break-glass-admin-session", "Break-glass admin session",
            "Open a governed admin session for a tenant when launch-blocking work requires intervention.",
            "Governance Operator", "Requires approval and audit reason", "privileged-access",
            slots: [WorkflowSlot(name: "approver", role: .operator, acceptsRequester: false)],
            fields: [
                WorkflowField(
                    name: "tenant", label: "Tenant", kind: .text, isRequired: true, minimum: 1, maximum: 120,
                    help: "The one tenant whose admin access is needed, e.g. Northwind Studio."),
                reason("Audit reason", "Why the session is needed now: at least 10 non-blank characters."),
                WorkflowField(
                    name: "minutes", label: "Session minutes", kind: .integer, isRequired: false, minimum: 1,
                    maximum: 240, defaultValue: "60", help: "How long the session stays open: 1 to 240 minutes."),
            ]),
        entry(
            2, "quota-exception-package", "Quota exception package",
            "Raise a burst capacity exception before provisioning final approval.",
            "Governance Operator + Finance Reviewer", "Dual approval workflow", "quota",
            slots: pair(.finance),
            fields: [
                package("The package, named after its engine."), cap("Burst capacity", "The burst capacity asked for."),
                reason("Audit reason", "Why the default quota does not do: at least 10 non-blank characters."),
            ]),
        entry(
            3, "lease-expansion-override", "Lease expansion override",
            "Increase Worker AI cycle cap outside the default lease envelope.", "Governance Operator",
            "Read-only until escalated", "ai-leasing",
            slots: [WorkflowSlot(name: "operator", role: .operator, acceptsRequester: true)],
            fields: [
                WorkflowField(
                    name: "lease", label: "Lease", kind: .text, isRequired: true, minimum: 1, maximum: 120,
                    help: "The lease, e.g. worker-alpha."),
                cap("Cycle cap", "The Worker AI cycle cap asked for."),
                reason("Audit reason", "Why the default envelope does not do: at least 10 non-blank characters."),
            ]),
        entry(
            4, "rollback-package-approval", "Rollback package approval",
            "Authorize a governed rollback to the last certified deployment package when release health regresses.",
            "Governance Operator + Support Auditor", "Requires rollback reason and package confirmation", "rollback",
            slots: pair(.auditor),
            fields: [
                package("The package to roll back, named after its engine."),
                reason("Rollback reason", "Why release health demands it: at least 10 non-blank characters."),
                WorkflowField(
                    name: "confirm", label: "Type the package name", kind: .confirmation, isRequired: true,
                    help: "The package's name once more, exactly.", confirms: "package"),
            ]),
        entry(
            5, "engine-retirement-package", "Engine retirement package",
            "Retire an engine with explicit revocation of AI leases, API services, and client control access.",
            "Governance Operator + Finance Reviewer", "Dual approval plus retention checklist", "retirement",
            slots: pair(.finance),
            fields: [
                package("The package of the engine to retire."),
                WorkflowField(
                    name: "checklist", label: "Retention checklist", kind: .checklist, isRequired: true,
                    choices: [
                        "audit-history", "billing-closeout", "client-export", "revoke-ai-leases",
                        "revoke-api-services", "revoke-client-access", "release-placement",
                    ], help: "Every item must be confirmed before the package can be opened."),
                reason("Audit reason", "Why the engine is retired: at least 10 non-blank characters."),
            ]),
        entry(
            6, Workflow.deploymentKey, "Deployment package", "Approve the deployment package of an engine.",
            "Governance Operator + Finance Reviewer", "Dual approval workflow", "deployment-package",
            isInCatalog: false, slots: pair(.finance),
            fields: [
                package("The package, named after its engine."),
                reason("Audit reason", "What is deployed and why: at least 10 non-blank characters."),
            ]),
    ]

    private static func pair(_ second: GovernanceRole) -> [WorkflowSlot] {
        [
            WorkflowSlot(name: "operator", role: .operator, acceptsRequester: true),
            WorkflowSlot(name: second.rawValue, role: second, acceptsRequester: true),
        ]
    }

    private static func package(_ help: String) -> WorkflowField {
        WorkflowField(
            name: "package", label: "Package", kind: .choice, isRequired: true, minimum: 1, maximum: 120, help: help)
    }

    private static func cap(_ label: String, _ help: String) -> WorkflowField {
        WorkflowField(
            name: "cap", label: label, kind: .integer, isRequired: true, minimum: 1, maximum: 1_000_000, help: help)
    }

    private static func reason(_ label: String, _ help: String) -> WorkflowField {
        WorkflowField(
            name: "reason", label: label, kind: .reason, isRequired: true, minimum: 10, maximum: 2_000, help: help)
    }

    private static func entry(
        _ ordinal: Int, _ key: String, _ title: String, _ description: String, _ requiredRole: String,
        _ condition: String, _ category: String, isInCatalog: Bool = true, slots: [WorkflowSlot],
        fields: [WorkflowField]
    ) -> Workflow {
        Workflow(
            key: key, ordinal: ordinal, title: title, description: description, requiredRole: requiredRole,
            condition: condition, category: category, isOffered: true, openerRole: .operator, slots: slots,
            fields: fields, isInCatalog: isInCatalog)
    }

    /// How the titles of events call a workflow.
    static func noun(of key: String) -> String {
        switch key {
        case "break-glass-admin-session": "Break-glass"
        case "quota-exception-package": "Quota exception"
        case "lease-expansion-override": "Lease expansion"
        case "rollback-package-approval": "Rollback"
        case "engine-retirement-package": "Retirement"
        case Workflow.deploymentKey: "Deployment package"
        default: "Workflow"
        }
    }
}
