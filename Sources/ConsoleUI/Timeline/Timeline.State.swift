// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The audit timeline: pages of the trail, newest first, with a filter and a live end.
enum Timeline {
    struct State: Sendable, Equatable {
        var window = EventWindow()
        var reader = AnchoredList<String>()
        /// Whether the view shows what arrives, as long as the reader stands at the newest event.
        var isFollowing = true
        /// Events that arrived while the reader was somewhere else.
        var newCount = 0

        /// The filter as written, and as it was understood.
        var filterText = ""
        var filter = EventFilter()
        /// The filter line while it is being edited.
        var prompt: FilterPrompt?

        var load: Load?
        var problem: GovernanceError?
        var loadedAt: Timestamp?
        /// A slow search that the person ended; it goes on when they move down.
        var isSearchStopped = false

        var selected: AuditEvent? {
            guard !window.isEmpty else { return nil }
            return window.events[reader.selectedIndex(in: window.ids)]
        }
    }

    /// A page that is on its way.
    struct Load: Sendable, Equatable {
        enum Purpose: Sendable, Equatable {
            /// The newest page instead of what is shown.
            case replace
            case older
            case newer
            /// The newest page, to learn what arrived.
            case arrivals
        }

        var token: Int
        var purpose: Purpose
    }

    struct FilterPrompt: Sendable, Equatable {
        var editor: LineEditor
        var problem: EventFilterError?
    }
}
