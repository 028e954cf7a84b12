// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Packages {
        static let engines: DisplayText = "Engines"
        static let lifecycle: DisplayText = "Package lifecycle"
        static let summary: DisplayText = "Deployment Package Summary"
        static let summaryAbout: DisplayText =
            "Who approved the package, when it was approved, and where it is assigned."
        static let resources: DisplayText = "Bound Resources"
        static let resourcesAbout: DisplayText =
            "The exact engine inputs attached to the governed deployment package."
        static let trace: DisplayText = "Package Audit Trace"
        static let traceAbout: DisplayText =
            "Package-scoped lifecycle events connected to deployment, rollback, or retirement review."
        static let rollback: DisplayText = "Rollback Readiness"
        static let rollbackAbout: DisplayText =
            "The rollback path stays attached to the same governed package and release history."
        static let rollbackPlan: DisplayText = "Rollback Plan"
        static let retirement: DisplayText = "Retirement Workflow"
        static let retirementAbout: DisplayText =
            "Package-aware retirement should revoke attached services without losing audit continuity."
        static let retirementControls: DisplayText = "Retirement Controls"
        static let guardrails: DisplayText = "Lifecycle Guardrails"
        static let guardrailsAbout: DisplayText =
            "Cross-package controls that keep rollback and retirement decisions governed."
        static let workflows: DisplayText = "Workflows on this package"
        static let releases: DisplayText = "Release history"
        static let approvalUnderWay: DisplayText = "Approval under way"
        static let revise: DisplayText = "Revise the package"
        static let then: DisplayText = ", then "
        static func branch(_ state: DisplayText) -> DisplayText { "after \(state) also: " }
        static let approve: DisplayText = "Approval of the deployment"
        static let quota: DisplayText = "Quota exception"
        static let rollBack: DisplayText = "Rollback"
        static let retire: DisplayText = "Retirement"
        static let block: DisplayText = "Block, or unblock"
        static let servingStep: DisplayText = "Whether the engine serves"

        static let package: DisplayText = "Package"
        static let manifestTitle: DisplayText = "What is signed: the manifest, byte for byte"
        static let approvedBy: DisplayText = "Approved by"
        static let approvedAt: DisplayText = "Approved at"
        static let window: DisplayText = "Window"
        static let node: DisplayText = "Node"
        static let fallback: DisplayText = "Fallback"
        static let blocked: DisplayText = "Blocked"
        static let release: DisplayText = "Release"
        static let production: DisplayText = "In production"
        static let engine: DisplayText = "Engine"
        static let revision: DisplayText = "Revision"
        static let manifest: DisplayText = "Manifest"
        static let notApproved: DisplayText = "nobody yet"
        static let unassigned: DisplayText = "not assigned"
        static let none: DisplayText = "none"
        static let serving: DisplayText = "active, serves traffic"
        static let notServing: DisplayText = "serves no traffic"
        static let current: DisplayText = "current"
        static let now: DisplayText = "now"
        static let locked: DisplayText = "locked"
        static let unlocked: DisplayText = "unlocked"
        static let noTargetShort: DisplayText = "no target"
        static let stale: DisplayText = "! stale"
        static let notRefreshed: DisplayText = "! not refreshed"

        static let loading: DisplayText = "Reading the package …"
        static let awaiting: DisplayText = "Awaiting the first live snapshot."
        static let neverRead: DisplayText =
            "Not read before the database went away. It is read when the database answers."
        static let noPackages: DisplayText =
            "There is no package yet. countersign packages draft NAME makes the first one."
        static let gone: DisplayText = "This package is not there any more. r asks anew."
        static let noResources: DisplayText = "Nothing is bound to this package yet."
        static let noTrace: DisplayText = "No event names this package yet."
        static let noPlan: DisplayText = "There is no release to go back to; a certified one is needed first."
        static let noControls: DisplayText = "No retirement control is recorded for this package."
        static let noGuardrails: DisplayText = "No guardrail is recorded."
        static let noReleases: DisplayText = "No release is recorded yet."

        static func problem(_ message: String) -> DisplayText { "\(message) r tries again." }
        static func notes(_ count: Int) -> DisplayText { count == 1 ? "1 Note" : "\(count) Notes" }
        static func position(_ index: Int, of count: Int) -> DisplayText { "\(index) of \(count)" }
        static func releaseCount(_ count: Int) -> DisplayText { count == 1 ? "1 Release" : "\(count) Releases" }
        static func approvedAt(_ approval: PackageApproval) -> DisplayText {
            "\(approval.shownTime) (\(approval.zone))"
        }
        static func window(_ opens: Timestamp?, _ closes: Timestamp?) -> DisplayText? {
            switch (opens, closes) {
            case (let opens?, let closes?): "\(opens.fullText) to \(closes.fullText) UTC"
            case (let opens?, nil): "from \(opens.fullText) UTC"
            case (nil, let closes?): "until \(closes.fullText) UTC"
            case (nil, nil): nil
            }
        }
        static func boundTo(_ name: String) -> DisplayText { "Bound: \(name)" }
        static func credential(_ name: String, _ masked: String) -> DisplayText { "\(name) \(masked)" }
        static func target(_ release: String) -> DisplayText { "Returns to \(release)" }
        static func artifact(_ name: String) -> DisplayText { "Artifact  \(name)" }
        static func aiLease(_ name: String) -> DisplayText { "AI lease  \(name)" }
        static func apiServices(_ name: String) -> DisplayText { "API services  \(name)" }
        static func theme(_ name: String) -> DisplayText { "Theme  \(name)" }
        static func domain(_ name: String) -> DisplayText { "Domain  \(name)" }
        static func dns(_ name: String) -> DisplayText { "DNS  \(name)" }
        static func ssl(_ name: String) -> DisplayText { "SSL  \(name)" }
        static func revision(_ number: Int) -> DisplayText { "Revision \(number)" }
        static func certified(_ moment: Timestamp) -> DisplayText { "certified \(moment.dateText)" }
        static func deployed(_ moment: Timestamp) -> DisplayText { "deployed \(moment.dateText)" }
        static func rolledBack(_ moment: Timestamp) -> DisplayText { "rolled back \(moment.dateText)" }
        static func retention(_ names: [String]) -> DisplayText { "Retained: \(names.joined(separator: ", "))" }
        static func revoked(_ count: Int, of all: Int) -> DisplayText { "\(count) of \(all) attachments revoked" }
        static func elsewhere(_ titles: DisplayText) -> DisplayText { "Tab: \(titles)" }

        static func quotaTooLate(_ package: DeploymentPackage) -> String {
            "It comes before a package's final approval; this one is \(package.state.word)."
        }
        static func notInThisState(_ package: DeploymentPackage) -> String {
            "The package is \(package.state.word)."
        }
        static func noTarget(_ package: DeploymentPackage) -> String {
            "\(package.name) has no certified earlier release to go back to."
        }
        static func engineActive(_ package: DeploymentPackage) -> String {
            "Retirement remains disabled while the engine is active."
        }
        static func lockReason(_ code: String) -> DisplayText {
            switch code {
            case "engine-active": "locked: the engine is active"
            case "not-opened": "locked: no retirement package is open"
            case "retired": "closed: the engine is retired"
            default: "locked: \(code)"
            }
        }
    }
}

extension PackageState {
    /// The state in a sentence.
    var word: String {
        switch self {
        case .inReview: "in review"
        case .rolledBack: "rolled back"
        case .draft, .ready, .blocked, .deployed, .retiring, .retired: rawValue
        }
    }
}
