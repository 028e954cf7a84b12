// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The recent history of one restricted stream.
enum EventFeed {
    struct State: Sendable, Equatable {
        var window = EventWindow()
        var list = AnchoredList<String>()
        /// The page that is on its way.
        var token: Int?
        /// Whether that page goes on at the older end.
        var isOlder = false
        var problem: GovernanceError?
        var loadedAt: Timestamp?

        var selected: AuditEvent? {
            window.isEmpty ? nil : window.events[list.selectedIndex(in: window.ids)]
        }
    }

    /// What is asked for at a time.
    static let pageLength = 100
}
