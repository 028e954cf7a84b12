// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// Everything at a glance: the newest events, coverage, what waits, open sessions, the package and the catalog.
enum Overview {
    /// The panels, in the order of reading; Tab goes from one to the next.
    enum Panel: Int, Sendable, Hashable, CaseIterable {
        case timeline
        case waiting
        case sessions
        case coverage
        case summary
        case resources
        case trace
        case rollback
        case retirement
        case guardrails
        case catalog

        /// The panel of the package that it shows; nil for what is about no package.
        var section: Packages.Section? {
            switch self {
            case .timeline, .waiting, .sessions, .coverage, .catalog: nil
            case .summary: .summary
            case .resources: .resources
            case .trace: .trace
            case .rollback: .rollback
            case .retirement: .retirement
            case .guardrails: .guardrails
            }
        }
    }

    /// How many events are kept for the panel.
    static let eventLimit = 50

    /// The newest events, without who connected and disconnected: that is read in Settings, and would leave an admin no
    /// room for what changed.
    static let query = EventQuery(
        filter: EventFilter(
            terms: [EventFilter.Term(field: .stream, values: [EventStream.auth.rawValue], isNegated: true)]),
        limit: eventLimit)

    struct State: Sendable, Equatable {
        var latest = Loaded<EventPage>()
        /// What the tail brought while `latest` was asked for: the answer may be older.
        var arrivals: [AuditEvent] = []
        var panel = Panel.timeline
        /// The row in focus in each panel.
        var rows: [Panel: Int] = [:]
        /// The event in focus, kept by id since the list changes under the reader; nil is the newest.
        var eventID: String?
        /// The request in focus in each panel of requests, kept by id for the same reason.
        var requestIDs: [Panel: String] = [:]
    }
}
