// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

extension InMemoryGovernance {
    /// The three packages of the seed; the words of Alpha's panels are the seed's.
    static let dossiers: [PackageDossier] = [
        PackageDossier(
            package: package(
                "POD Engine Alpha", .ready, "Deployment ready", release: "2026.03.1", node: "prod-node-01",
                isServing: true),
            resources: alphaResources, attachments: alphaAttachments, releases: alphaReleases,
            rollbackPlan: alphaRollback,
            retirementControls: alphaRetirement),
        PackageDossier(
            package: package(
                "POD Engine Bravo", .blocked, "Blocked", release: "2026.03", node: nil,
                blocked: "Provisioning is blocked on node placement.", isServing: false)),
        PackageDossier(
            package: package(
                "POD Engine Charlie", .deployed, "Deployed", release: "2025.11", node: "prod-node-02",
                isServing: false),
            attachments: [
                PackageAttachment(kind: "ai-lease", name: "worker-charlie"),
                PackageAttachment(kind: "api-service", name: "Cloudflare DNS", maskedCredential: "••••••0e6d"),
                PackageAttachment(kind: "api-service", name: "Stripe ledger", maskedCredential: "••••••83fa"),
                PackageAttachment(kind: "client-access", name: "Northwind client control panel"),
                PackageAttachment(kind: "placement", name: "prod-node-03"),
                PackageAttachment(kind: "domain", name: "store.northwind.example"),
            ]),
    ]

    static let leases: [WorkerLease] = [
        WorkerLease(
            name: "worker-alpha", leaseClass: "Worker", envelopeCap: 1_000, cap: 1_000,
            packages: ["POD Engine Alpha"]),
        WorkerLease(
            name: "worker-analyst-delta", leaseClass: "Worker + Analyst", tenant: "Delta Market", envelopeCap: 500,
            cap: 500, isFlagged: true, openReviews: 1),
    ]

    static let guardrails: [PanelNote] = [
        PanelNote(
            title: "Deployment package approvals must name the approvers",
            detail: "Every governed deployment package should retain the approving operator roles, the approval "
                + "window, and the target Production Node assignment.",
            note: "This keeps package provenance visible when the engine is reviewed later."),
        PanelNote(
            title: "Rollback stays package-based",
            detail: "Rollback is not a loose runtime action. It should point back to the last certified artifact, "
                + "lease, API package, and theme bundle that the Governance Node approved.",
            note: "Operators should be able to verify the exact bundle before they execute the reversal."),
        PanelNote(
            title: "Retirement preserves audit continuity",
            detail: "Retirement packages should revoke AI leases, API bindings, client control access, and placement "
                + "reservations while preserving the engine audit history.",
            note: "This prevents silent teardown of governed resources."),
    ]

    private static func package(
        _ name: String, _ state: PackageState, _ label: String, release: String, node: String?,
        blocked: String? = nil, isServing: Bool
    ) -> DeploymentPackage {
        DeploymentPackage(
            name: name, environment: "production", revision: 1, state: state, stateLabel: label,
            blockedReason: blocked, release: release,
            approval: state == .ready
                ? PackageApproval(
                    approvers: "Governance Operator 1 + Finance Reviewer 1", logins: ["operator_1", "finance_1"],
                    roles: ["operator", "finance"], approvedAt: Timestamp(microseconds: 1_772_993_880_000_000),
                    zone: "America/New_York", shownTime: "March 8, 2026 at 2:18 PM ET") : nil,
            node: node, fallback: state == .ready ? "2026.02 storefront fallback" : nil, isEngineServing: isServing,
            retention: ["audit-history", "billing-closeout", "client-export"], manifest: "{\"package\":\"\(name)\"}",
            manifestSHA256: String(repeating: "0", count: 64))
    }

    private static let alphaResources: [PackageResource] = [
        PackageResource(
            kind: "artifact", name: "POD Storefront Core 2026.03.1",
            words: PanelNote(
                title: "Certified Development Layer artifact bound",
                detail: "POD Storefront Core 2026.03.1 was sealed into the governed package before Production Node "
                    + "placement.",
                note: "Artifact compatibility validated against the storefront engine profile.")),
        PackageResource(
            kind: "ai-lease", name: "worker-alpha",
            words: PanelNote(
                title: "AI productivity lease attached",
                detail: "Worker lease package was approved for merchandising productivity flows during provisioning.",
                note: "Lease class remains visible to finance and governance review.")),
        PackageResource(
            kind: "api-service-pool", name: "Cloudflare DNS, LogicBoxes registrar, Stripe ledger",
            words: PanelNote(
                title: "API Services Pool package attached",
                detail: "Cloudflare DNS, LogicBoxes registrar, and Stripe ledger integrations were bundled as a "
                    + "governed service package.",
                note: "Credential masking remains intact while package scope stays visible.")),
        PackageResource(
            kind: "theme", name: "Acme native theme",
            words: PanelNote(
                title: "Client theme package locked",
                detail: "The engine will launch with the approved Acme native theme and engine-local branding assets.",
                note: "Theme scope remains presentation-only.")),
    ]

    private static let alphaAttachments: [PackageAttachment] = [
        PackageAttachment(kind: "ai-lease", name: "worker-alpha"),
        PackageAttachment(kind: "api-service", name: "Cloudflare DNS", maskedCredential: "••••••7f3a"),
        PackageAttachment(kind: "api-service", name: "LogicBoxes registrar", maskedCredential: "••••••c21e"),
        PackageAttachment(kind: "api-service", name: "Stripe ledger", maskedCredential: "••••••9d04"),
        PackageAttachment(kind: "client-access", name: "Acme client control panel"),
        PackageAttachment(kind: "placement", name: "prod-node-01"),
    ]

    private static let alphaReleases: [PackageRelease] = [
        PackageRelease(
            release: "2026.03.1", title: "POD Storefront Core 2026.03.1", state: "candidate",
            bundle: ReleaseBundle(artifact: "POD Storefront Core 2026.03.1", aiLease: "worker-alpha"),
            isCurrent: true),
        PackageRelease(
            release: "2026.02", title: "2026.02 storefront package", state: "certified",
            bundle: ReleaseBundle(artifact: "POD Storefront Core 2026.02", aiLease: "worker-alpha"),
            isCurrent: false),
    ]

    private static let alphaRollback: [RollbackStep] = [
        RollbackStep(
            words: PanelNote(
                title: "Revert to 2026.02 storefront package",
                detail: "If release health regresses, operators can restore the last certified storefront artifact "
                    + "and reuse the prior AI/API bundle.",
                note: "Rollback requires governance reason capture before execution."),
            isAvailable: true, targetRelease: "2026.02",
            bundle: ReleaseBundle(artifact: "POD Storefront Core 2026.02", aiLease: "worker-alpha")),
        RollbackStep(
            words: PanelNote(
                title: "Preserve DNS and certificate bindings",
                detail: "Existing domain, DNS, and SSL bindings remain stable during rollback unless the package "
                    + "manifest changes.",
                note: "This limits blast radius during a governed reversal."),
            isAvailable: true, targetRelease: "2026.02", bundle: ReleaseBundle()),
    ]

    private static let alphaRetirement: [RetirementControl] = [
        RetirementControl(
            words: PanelNote(
                title: "Retirement remains disabled while engine is active",
                detail: "The current package is not a retirement candidate because the engine is production healthy "
                    + "and serving traffic.",
                note: "Closeout controls stay locked until governance opens a retirement package."),
            isLocked: true, lockReason: "The engine serves traffic."),
        RetirementControl(
            words: PanelNote(
                title: "Retention policy preattached",
                detail: "Audit history, billing closeout, and client control panel export rules are already listed "
                    + "for future review.",
                note: "This shortens retirement prep when the engine reaches end of life."),
            isLocked: true, lockReason: "The engine serves traffic."),
    ]
}
