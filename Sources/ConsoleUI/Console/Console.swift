// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The console as values: a state, messages that change it, effects that it asks for, and a view of it.
///
/// Nothing here touches a terminal, a clock or a database. `Console.State.update(_:)` takes a message and answers with
/// effects; whoever runs them sends their results back as messages.
public enum Console {
    /// The most open requests that are listed, the newest ones; the screen says so where there are as many.
    public static let openRequestLimit = 1_000
    /// How far the events are counted that belong to one that is read.
    public static let mostRelated = 100
    /// How long an event is read before what belongs to it is counted: who only leafs through asks the server nothing.
    public static let relatedPause = Duration.milliseconds(150)

    /// The screens that the number keys reach.
    public enum Tab: Int, Sendable, Hashable, CaseIterable {
        case overview = 1
        case timeline = 2
        case sources = 3
        case packages = 4
        case workflows = 5
        case requests = 6
        case settings = 7
    }

    /// Work of which at most one runs at a time: starting another, or leaving, cancels what runs.
    public enum Scope: Sendable, Hashable, CaseIterable {
        case identity
        case catalog
        case trailStatus
        case tail
        case latest
        case timeline
        case event
        case related
        case requests
        case changedRequests
        case request
        case sources
        case activity
        case export
        case savedFilters
        case leases
        case reviewedPackage
        /// A governed call. It is never cancelled: its outcome must be known.
        case action
        case people
        case tenures
        case connection
        case controlEvents
        case authEvents
        case packages
        case guardrails
        case package
        case packageTrace
        case snapshot
    }
}
