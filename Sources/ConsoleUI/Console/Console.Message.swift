// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas
public import Governance

extension Console {
    /// What happened outside of the state.
    public enum Message: Sendable {
        /// The time now; sent before anything else that happened.
        case clock(Timestamp)
        case resized(Size)
        /// The first canvas is on the screen; keys typed before it are dropped.
        case painted
        case key(KeyEvent)
        /// Text that was pasted; cut where its end did not come or it was too long.
        case paste(String, isTruncated: Bool = false)
        /// The terminal's window got the keyboard focus, or lost it.
        case focused(Bool)
        case terminate

        case store(StoreState)
        case identityLoaded(Result<Identity, GovernanceError>, token: Int)
        case catalogLoaded(Result<[Workflow], GovernanceError>, token: Int)
        case trailStatusLoaded(Result<TrailStatus, GovernanceError>, token: Int)
        case tailAdvanced(TailBatch)
        case tailEnded(GovernanceError?)
        case latestLoaded(Result<EventPage, GovernanceError>, token: Int)
        case timelineLoaded(Result<EventPage, GovernanceError>, token: Int)
        case eventLoaded(Result<AuditEvent?, GovernanceError>, token: Int)
        case relatedCounted(Result<[RelatedCount], GovernanceError>, token: Int)
        case requestsLoaded(Result<[GovernanceRequest], GovernanceError>, token: Int)
        case changedRequestsLoaded(Result<[GovernanceRequest], GovernanceError>, token: Int)
        case requestLoaded(Result<GovernanceRequest?, GovernanceError>, token: Int)
        case sourceProbed(SourceStatus, token: Int)
        case sourcesProbed(token: Int)
        case actionFinished(Result<ActionResult, GovernanceError>, token: Int)
        case copied(Bool)
        case themeChanged(Result<String, ThemeProblem>)
        case activityLoaded(Result<[ActivityCount], GovernanceError>, token: Int)
        case exportAdvanced(count: Int, token: Int)
        case exported(Result<ExportReceipt, GovernanceError>, token: Int)
        case savedFiltersLoaded(Result<[SavedFilter], GovernanceError>, token: Int)
        case localZoneKnown(DisplayZone)
        case mouse(MouseEvent)
        /// The themes that there are now, by name.
        case themesListed([String])
        case themePreviewed(Result<String, ThemeProblem>)
        /// The file of the theme in use was changed; a bad one leaves the theme as it was.
        case themeReloaded(Result<String, ThemeProblem>)
        case settingsLoaded(SettingsAnswer, token: Int)
        case leasesLoaded(Result<LeaseRegister, GovernanceError>, token: Int)
        case reviewedPackageLoaded(Result<PackageDossier?, GovernanceError>, token: Int)
        case packagesLoaded(Result<[DeploymentPackage], GovernanceError>, token: Int)
        case guardrailsLoaded(Result<[PanelNote], GovernanceError>, token: Int)
        case packageLoaded(Result<PackageDossier?, GovernanceError>, token: Int)
        case packageTraceLoaded(Result<EventPage, GovernanceError>, token: Int)
        /// Nil where none was kept.
        case snapshotLoaded(ConsoleSnapshot?)
    }

    /// The leases, and the escalations of them that nobody has reviewed.
    public struct LeaseRegister: Sendable, Equatable {
        public var leases: [WorkerLease]
        public var escalations: [EscalationDuty]

        public init(leases: [WorkerLease], escalations: [EscalationDuty]) {
            self.leases = leases
            self.escalations = escalations
        }
    }

    /// Why a theme could not be used.
    public struct ThemeProblem: Error, Sendable, Hashable {
        /// Words for a person.
        public var message: String

        public init(_ message: String) {
            self.message = message
        }
    }
}
