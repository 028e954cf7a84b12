// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Every word on the screen, in one catalogue. Where the seed document has a word, it is used as it stands.
enum Words {
    static let title: DisplayText = "Audit Logs"
    static let surfaceLabel: DisplayText = "Master Control Review Surface"
    static let subtitle: DisplayText =
        """
        Governance audit visibility for deployment packages, rollback readiness, retirement controls, and privileged \
        workflow continuity.
        """

    static func tabName(_ tab: Console.Tab) -> DisplayText {
        switch tab {
        case .overview: "Overview"
        case .timeline: "Timeline"
        case .sources: "Sources"
        case .packages: "Packages"
        case .workflows: "Workflows"
        case .requests: "Requests"
        case .settings: "Settings"
        }
    }

    enum Header {
        static let mutationEnabled: DisplayText = "Mutation enabled"
        static let readOnly: DisplayText = "READ-ONLY"
        static let loading: DisplayText = "Loading Snapshot"
        static let live: DisplayText = "Live Snapshot"
        static let stale: DisplayText = "Stale Snapshot"
        static let fallback: DisplayText = "Fallback Snapshot"
        static let automatic: DisplayText = "Auto 30s"
        static let paused: DisplayText = "Auto paused"
        static let awaitingSync: DisplayText = "Updated Awaiting first sync"
        static let mockBacked: DisplayText = "Commercial surfaces remain mock-backed"
        /// Which ones, by name: what stands behind them is recorded here and acts on nothing.
        static let mockBackends: [DisplayText] = ["AI leases", "quota", "control surfaces"]
        static let noRole: DisplayText = "no role"
        static let awaitingIdentity: DisplayText = "identity not known yet"
        static let awaitingSources: DisplayText = "sources not probed yet"

        static var mockBackedByName: DisplayText { "\(mockBacked): \(mockBackends.joined(separator: ", "))" }
        static var mockShort: DisplayText { "Mock: \(mockBackends.joined(separator: ", "))" }
        static let mockShortest: DisplayText = "Mock: leases, quota, control"
        static func updated(_ moment: Timestamp) -> DisplayText { "Updated \(moment.clockText) \(moment.zoneText)" }
        static func liveSources(_ coverage: CoverageSummary) -> DisplayText {
            "\(coverage.live)/\(coverage.total) Live Sources"
        }
    }

    enum Banner {
        static let governed: DisplayText = "Audit Logs is in governed mode"
        static let readOnly: DisplayText = "Audit Logs is read-only"
        static let connecting: DisplayText = "Loading the live local MCP snapshot."
        static let mutationRoles: DisplayText =
            "Mutation roles: Governance Operator / Finance Reviewer / Support Auditor."
        static let snapshotTitle: DisplayText = "Live Local Snapshot"
        static let awaiting: DisplayText = "Last update: Awaiting first live snapshot"
        static let automatic: DisplayText = "Auto-refresh runs every 30 seconds while this tab is active."

        static func mayChange(_ role: String) -> DisplayText {
            "\(role) can review and run privileged changes here."
        }
        static func mayReview(_ role: String) -> DisplayText { "\(role) can review here." }
        static func lastUpdate(_ moment: Timestamp) -> DisplayText {
            "Last update: \(moment.fullText) \(moment.zoneText)"
        }
        static func stale(_ since: Timestamp, now: Timestamp, reason: String) -> DisplayText {
            "Stale since \(since.clockText) \(since.zoneText) (\(since.ageText(now: now))): \(reason)"
        }
        static func fallback(_ taken: Timestamp, now: Timestamp, reason: String?) -> DisplayText {
            let age: DisplayText =
                "Fallback Snapshot of \(taken.fullText) \(taken.zoneText) (\(taken.ageText(now: now)))"
            return reason.map { "\(age): \(DisplayText($0))" } ?? age
        }
        static let staleEffect: DisplayText =
            "Actions are off until the database answers; the console reconnects by itself."
        static func session(_ tenant: String, _ login: String, ends: DisplayText) -> DisplayText {
            "Break-glass session open: \(tenant) · \(login) · ends \(ends)"
        }
        static func moreSessions(_ count: Int) -> DisplayText { " · and \(count) more" }
    }

    enum Overview {
        static let timeline: DisplayText = "Audit Timeline"
        static let timelineAbout: DisplayText =
            "Live governance audit feed when local services respond, with fallback continuity when they do not."
        static let coverage: DisplayText = "Source Coverage"
        static let coverageAbout: DisplayText =
            "Audit confidence depends on the same live adapter health visible across the MCP."
        static let waiting: DisplayText = "Waiting for you"
        static let sessions: DisplayText = "Open break-glass sessions"
        static let catalog: DisplayText = "Privileged Workflow Catalog"
        static let catalogAbout: DisplayText = "Role-aware operational actions that should always emit audit entries."
        static let nothingWaits: DisplayText = "Nothing waits for your signature, execution or review."
        static let noSessions: DisplayText = "None is open."

        static func events(_ count: Int) -> DisplayText { count == 1 ? "1 Event" : "\(count) Events" }
        static func workflows(_ count: Int) -> DisplayText { count == 1 ? "1 Workflow" : "\(count) Workflows" }
        static func newest(_ count: Int) -> DisplayText { "newest \(count)" }
        static func more(_ count: Int) -> DisplayText { "… \(count) more" }
    }

    enum Timeline {
        static let title: DisplayText = "Audit Timeline"
        static let loading: DisplayText = "Reading the trail …"
        static let empty: DisplayText = "The trail holds no event that you may read."
        static let noMatch: DisplayText = "No event passes this filter. Esc clears it."
        static let beginning: DisplayText = "The beginning of the trail."
        static let following: DisplayText = "● following"
        static let notFollowing: DisplayText = "○ not following"
        static let stopped: DisplayText = "The search was stopped. Moving down goes on with it."
        static let filterHelp: DisplayText =
            "e.g. category:rollback severity:>=medium -stream:runtime since:7d \"words\"; - negates, Tab completes"
        static let claimMark: DisplayText = "◇"
        static let claimLegend: DisplayText = "reported by its origin, not seen by PostgreSQL"

        static func new(_ count: Int) -> DisplayText { "↑ \(count) new" }
        static func searched(_ moment: Timestamp) -> DisplayText { "searched back to \(moment.zonedText)" }
        static func fault(_ column: Int, _ message: String) -> DisplayText { "✗ column \(column): \(message)" }
        static let filterLabel: DisplayText = "Filter: "
        static let off: DisplayText = "off: "
        static let noTerms: DisplayText = "There is no term to switch. / states a filter."
    }

    enum Event {
        static let loading: DisplayText = "Reading the event …"
        static let noRequest: DisplayText = "This event belongs to no request."
        static let changes: DisplayText = "Changes"
        static let unsealed: DisplayText = "not sealed yet"
        static let nothing: DisplayText = "nothing"
        static let mixedScripts: DisplayText = "⚠ mixes scripts that look alike"

        static func missing(_ id: String) -> DisplayText { "There is no event \(id) that you may read." }
        static func reported(_ origin: String) -> DisplayText { "reported by \(origin)" }
        static func category(_ category: String, _ severity: Severity) -> DisplayText {
            "Category: \(category) / Severity: \(severity.rawValue)"
        }
    }

    enum Sources {
        static let title: DisplayText = "Source Coverage"
        static let unknownLatency: DisplayText = "Latency unknown"
        static let awaiting: DisplayText = "awaiting"
        static let awaitingMessage: DisplayText = "Awaiting the first probe."
        static let probing: DisplayText = "probing …"
        static let noEffect: DisplayText =
            "Sources that do not answer do not block signing; the coverage is recorded with each action."

        static func latency(_ duration: Duration) -> DisplayText {
            let (seconds, attoseconds) = duration.components
            let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
            return milliseconds < 1 ? "<1 ms" : "\(milliseconds) ms"
        }
        /// What the last hour held, as far as this session has asked.
        static func percentiles(_ half: Duration, _ most: Duration) -> DisplayText {
            "p50 \(latency(half))  p95 \(latency(most))"
        }
        // Moments and not ages: these step by the minute, and a probe of seconds ago would be a minute old at its turn.
        static func lastLive(_ moment: Timestamp, now: Timestamp) -> DisplayText {
            "last live \(moment.momentText(now: now))"
        }
        static let neverLive: DisplayText = "not live in this session"
        static func failures(_ count: Int) -> DisplayText { count == 1 ? "1 failure" : "\(count) failures in a row" }
        static func version(_ text: DisplayText) -> DisplayText { "version \(text)" }
        static func live(_ coverage: CoverageSummary) -> DisplayText { "\(coverage.live)/\(coverage.total) live" }
        static func checked(_ moment: Timestamp, now: Timestamp) -> DisplayText {
            "checked \(moment.momentText(now: now))"
        }
    }

    enum Workflows {
        static let loading: DisplayText = "Reading the catalog …"
        static let empty: DisplayText = "The catalog is empty."
        static func signAs(_ slots: [DisplayText]) -> DisplayText { "sign as \(slots.joined(separator: " or "))" }
        static let notOffered: DisplayText = "not offered here"
        static let offered: DisplayText = "✓ offered"
        static let opener: DisplayText = "Opened by"
        static let signers: DisplayText = "Signed by"
        static let youMay: DisplayText = "You may"
        static let nothing: DisplayText = "read it"

        static func requiredRole(_ text: String) -> DisplayText { "Required Role: \(text)" }
        static func slot(_ slot: WorkflowSlot) -> DisplayText {
            slot.acceptsRequester
                ? "\(slot.role.title) (\(slot.name))"
                : "\(slot.role.title) (\(slot.name)), not the person who requests"
        }
    }
}
