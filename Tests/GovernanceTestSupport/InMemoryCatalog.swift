// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

extension InMemoryGovernance {
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
