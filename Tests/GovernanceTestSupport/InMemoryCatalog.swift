// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

extension InMemoryGovernance {
    /// The five workflows of the seed; requests of the first can be opened.
    public static let catalog: [Workflow] = [
        entry(
            1, "break-glass-admin-session", "Break-glass admin session",
            "Open a governed admin session for a tenant when launch-blocking work requires intervention.",
            "Governance Operator", "Requires approval and audit reason", "privileged-access", isOffered: true,
            slots: [WorkflowSlot(name: "approver", role: .operator, acceptsRequester: false)],
            fields: [
                WorkflowField(
                    name: "tenant", label: "Tenant", kind: .text, isRequired: true, minimum: 1, maximum: 120,
                    help: "The one tenant whose admin access is needed, e.g. Northwind Studio."),
                WorkflowField(
                    name: "reason", label: "Audit reason", kind: .reason, isRequired: true, minimum: 10,
                    maximum: 2_000, help: "Why the session is needed now: at least 10 non-blank characters."),
                WorkflowField(
                    name: "minutes", label: "Session minutes", kind: .integer, isRequired: false, minimum: 1,
                    maximum: 240, defaultValue: "60", help: "How long the session stays open: 1 to 240 minutes."),
            ]),
        entry(
            2, "quota-exception-package", "Quota exception package",
            "Raise a burst capacity exception before provisioning final approval.",
            "Governance Operator + Finance Reviewer", "Dual approval workflow", "quota",
            slots: pair(.finance)),
        entry(
            3, "lease-expansion-override", "Lease expansion override",
            "Increase Worker AI cycle cap outside the default lease envelope.", "Governance Operator",
            "Read-only until escalated", "ai-leasing",
            slots: [WorkflowSlot(name: "operator", role: .operator, acceptsRequester: true)]),
        entry(
            4, "rollback-package-approval", "Rollback package approval",
            "Authorize a governed rollback to the last certified deployment package when release health regresses.",
            "Governance Operator + Support Auditor", "Requires rollback reason and package confirmation", "rollback",
            slots: pair(.auditor)),
        entry(
            5, "engine-retirement-package", "Engine retirement package",
            "Retire an engine with explicit revocation of AI leases, API services, and client control access.",
            "Governance Operator + Finance Reviewer", "Dual approval plus retention checklist", "retirement",
            slots: pair(.finance)),
    ]

    private static func pair(_ second: GovernanceRole) -> [WorkflowSlot] {
        [
            WorkflowSlot(name: "operator", role: .operator, acceptsRequester: true),
            WorkflowSlot(name: second.rawValue, role: second, acceptsRequester: true),
        ]
    }

    private static func entry(
        _ ordinal: Int, _ key: String, _ title: String, _ description: String, _ requiredRole: String,
        _ condition: String, _ category: String, isOffered: Bool = false, slots: [WorkflowSlot],
        fields: [WorkflowField] = []
    ) -> Workflow {
        Workflow(
            key: key, ordinal: ordinal, title: title, description: description, requiredRole: requiredRole,
            condition: condition, category: category, isOffered: isOffered, openerRole: .operator, slots: slots,
            fields: fields)
    }

    /// The six events of the seed, oldest first, an hour apart; the seed lists the newest first.
    public static func seedEvents(before moment: Timestamp) -> [AuditEvent] {
        let entries: [(String, String, String, Severity, String)] = [
            (
                "Break-glass request opened for Northwind Studio",
                "Admin access package was assembled for operator review after launch-blocking DNS drift.",
                "privileged-access", .medium, "OPEN_REQUEST"
            ),
            (
                "Worker + Analyst lease flagged for finance review",
                "Delta Market requested a hybrid lease class outside the default commercial envelope.", "ai-leasing",
                .high, "FLAG_LEASE"
            ),
            (
                "ACL seed package approved for Harbor Goods",
                "Support Auditor visibility was pre-cleared for provisioning handoff.", "access-control", .low,
                "APPROVE_PACKAGE"
            ),
            (
                "Deployment package approved for POD Engine Alpha",
                "Governance Operator 1 and Finance Reviewer 1 approved the storefront package for prod-node-01.",
                "deployment-package", .medium, "APPROVE_PACKAGE"
            ),
            (
                "Rollback package staged for POD Engine Bravo",
                "The last certified SaaS storefront bundle remains available while provisioning is blocked on node "
                    + "placement.", "rollback", .medium, "STAGE_ROLLBACK"
            ),
            (
                "Retirement package pre-reviewed for POD Engine Charlie",
                "Finance and governance reviewers attached revocation, billing closeout, and audit retention steps.",
                "retirement", .high, "REVIEW_PACKAGE"
            ),
        ]
        var identifiers = InMemoryIdentifiers()
        return entries.enumerated().reversed().map { index, entry in
            let recordedAt = moment.advanced(by: .seconds(-3_600 * (index + 1)))
            let package = dossiers.first { entry.0.hasSuffix($0.package.name) }?.package.name
            return AuditEvent(
                id: "audit_" + identifiers.next(at: recordedAt), occurredAt: recordedAt, recordedAt: recordedAt,
                stream: .governance, category: entry.2, severity: entry.3, action: entry.4, title: entry.0,
                detail: entry.1, surface: "demonstration", packageID: package)
        }
    }
}
