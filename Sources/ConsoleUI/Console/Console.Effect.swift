// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

extension Console {
    /// What an update asks the runtime to do; the answer comes back as the message named.
    ///
    /// Tokens tell answers apart: an answer that carries another token than the awaited one is ignored.
    public enum Effect: Sendable, Hashable {
        /// → `identityLoaded`
        case loadIdentity(token: Int)
        /// → `catalogLoaded`
        case loadCatalog(token: Int)
        /// → `trailStatusLoaded`
        case loadTrailStatus(token: Int)
        /// → `tailAdvanced`, again and again, at last `tailEnded`
        case followTail(after: Int64?)
        /// The newest events for the overview → `latestLoaded`
        case loadLatest(EventQuery, token: Int)
        /// → `timelineLoaded`
        case loadTimeline(EventQuery, token: Int)
        /// → `eventLoaded`
        case loadEvent(id: String, token: Int)
        /// How many events belong to the one that is read → `relatedCounted`
        case countRelated(AuditEvent, within: Duration, token: Int)
        /// All open requests and the newest of the others → `requestsLoaded`
        case loadRequests(token: Int)
        /// The requests that events spoke of, as they are now → `changedRequestsLoaded`
        case loadChangedRequests(ids: [String], token: Int)
        /// → `requestLoaded`
        case loadRequest(id: String, token: Int)
        /// → `sourceProbed` for each, then `sourcesProbed`
        case probeSources(token: Int)
        /// → `actionFinished`
        case perform(GovernedAction, context: ActionContext, token: Int)
        /// Ends what runs in a scope; nothing is answered.
        case cancel(Scope)
        /// Puts text on the person's clipboard → `copied`
        case copy(String)
        /// → `themeChanged`
        case useTheme(String)
        /// → `activityLoaded`
        case loadActivity(ActivityQuery, token: Int)
        /// → `exportAdvanced` now and then, at last `exported`
        case export(ExportRequest, context: ActionContext, token: Int)
        /// → `savedFiltersLoaded`
        case loadSavedFilters(token: Int)
        /// → `savedFiltersLoaded`
        case changeSavedFilters(FilterChange, token: Int)
        /// → `localZoneKnown`
        case learnLocalZone
        /// Drops keys that were typed but not yet read.
        case discardInput
        case redraw
        case suspend
        case quit
        /// Takes the mouse, or leaves it to the terminal.
        case captureMouse(Bool)
        /// Keeps a line of the command line for later sessions.
        case remember(String)
        /// What a section of the settings shows → `settingsLoaded`
        case loadSettings(SettingsQuery, token: Int)
        /// → `themesListed`
        case listThemes
        /// Shows a theme without keeping it → `themePreviewed`
        case previewTheme(String)
        /// → `leasesLoaded`
        case loadLeases(token: Int)
        /// The package that a request is about to be opened for → `reviewedPackageLoaded`
        case loadReviewedPackage(name: String, token: Int)
        /// → `packagesLoaded`
        case loadPackages(token: Int)
        /// → `guardrailsLoaded`
        case loadGuardrails(token: Int)
        /// One package with all that belongs to it → `packageLoaded`
        case loadPackage(name: String, token: Int)
        /// → `packageTraceLoaded`
        case loadPackageTrace(EventQuery, token: Int)
        /// The snapshot that an earlier session kept → `snapshotLoaded`
        case loadSnapshot
        /// Keeps what is shown for a start without the database.
        case saveSnapshot(ConsoleSnapshot)

        /// The scope in which the effect's work runs; nil for what is done at once.
        public var scope: Scope? {
            switch self {
            case .loadIdentity: .identity
            case .loadCatalog: .catalog
            case .loadTrailStatus: .trailStatus
            case .followTail: .tail
            case .loadLatest: .latest
            case .loadTimeline: .timeline
            case .loadEvent: .event
            case .countRelated: .related
            case .loadRequests: .requests
            case .loadChangedRequests: .changedRequests
            case .loadRequest: .request
            case .probeSources: .sources
            case .perform: .action
            case .loadActivity: .activity
            case .export: .export
            case .loadSavedFilters, .changeSavedFilters: .savedFilters
            case .loadSettings(let query, _): query.scope
            case .loadLeases: .leases
            case .loadReviewedPackage: .reviewedPackage
            case .loadPackages: .packages
            case .loadGuardrails: .guardrails
            case .loadPackage: .package
            case .loadPackageTrace: .packageTrace
            case .loadSnapshot: .snapshot
            case .cancel, .copy, .useTheme, .previewTheme, .listThemes, .discardInput, .redraw, .suspend, .quit,
                .captureMouse, .remember, .learnLocalZone, .saveSnapshot:
                nil
            }
        }
    }

    /// What becomes of a saved filter.
    public enum FilterChange: Sendable, Hashable {
        case save(SavedFilter)
        case delete(String)
    }

    /// A call that PostgreSQL governs, fully stated.
    public enum GovernedAction: Sendable, Hashable {
        case open(RequestDraft)
        /// Signs exactly the manifest that was shown.
        case sign(id: String, manifestSHA256: String)
        case reject(id: String, reason: String)
        case withdraw(id: String, reason: String)
        /// All arguments as they are to be from now on.
        case amend(id: String, arguments: [String: JSONValue], reason: String)
        case close(id: String, reason: String)
        /// Carries out exactly the manifest that was shown.
        case execute(id: String, manifestSHA256: String)
        /// Of a request (`req_…`) or an escalation (`esc_…`).
        case review(id: String, note: String)
        case escalate(lease: String, reason: String)
        case draftPackage(name: String, details: PackageDetails, reason: String)
        case block(package: String, reason: String)
        case unblock(package: String, reason: String)
        /// States that an engine serves traffic, or no longer does.
        case setServing(engine: String, Bool, reason: String)
    }
}
