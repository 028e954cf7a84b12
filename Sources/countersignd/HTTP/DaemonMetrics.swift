// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Synchronization

/// What the daemon counted since it started, and what it saw last.
final class DaemonMetrics: Sendable {
    /// One feed.
    struct Feed: Sendable, Hashable {
        var taken = 0
        var duplicates = 0
        var poison = 0
        /// Read from the source, unusable ones included.
        var bytes = 0
        /// Seconds since 1970.
        var lastSuccess: Double?
        var consecutiveFailures = 0

        mutating func succeed() {
            lastSuccess = Date().timeIntervalSince1970
            consecutiveFailures = 0
        }
    }

    private struct State {
        var sealed = 0
        var feeds: [String: Feed] = [:]
        var statuses: [SourceStatus] = []
    }

    private let state = Mutex(State())

    /// Events that this daemon gave their number.
    var sealedEvents: Int { state.withLock { $0.sealed } }
    /// By the source's name.
    var feeds: [String: Feed] { state.withLock { $0.feeds } }
    /// What the last round of probes found.
    var statuses: [SourceStatus] { state.withLock { $0.statuses } }

    func addSealed(_ count: Int) {
        state.withLock { $0.sealed += count }
    }

    @discardableResult
    func addFeed<Value>(_ source: String, _ change: (inout Feed) -> Value) -> Value {
        state.withLock { change(&$0.feeds[source, default: Feed()]) }
    }

    func setStatuses(_ statuses: [SourceStatus]) {
        state.withLock { $0.statuses = statuses }
    }
}
