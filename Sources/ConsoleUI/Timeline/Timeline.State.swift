// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
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
        /// Terms of the filter that are switched off, in that order.
        var termsOff: [String] = []
        var filter = EventFilter()
        /// The filter line while it is being edited.
        var prompt: FilterPrompt?

        var load: Load?
        var problem: GovernanceError?
        var loadedAt: Timestamp?
        /// What arrived while a whole page was awaited: the page may be older than that.
        var arrivedMeanwhile: [AuditEvent] = []
        /// A slow search that the person ended; it goes on when they move down.
        var isSearchStopped = false

        var marks = Marks()
        /// What to say when the copy that is under way has arrived.
        var copying: DisplayText?
        /// Whether the newer events around one that was gone to are still to come.
        var isLanding = false
        /// Where Esc leads back to, from related events and from an event's context.
        var places: [Place] = []
        var activity = Activity.State()
        /// Filters applied in this session, the last one last.
        var filterHistory: [String] = []
        var savedFilters = Loaded<[SavedFilter]>()
        /// What is being saved or deleted.
        var filterChange: Console.FilterChange?
        /// A saved filter to apply as soon as it is known.
        var wantedFilter: String?

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
            /// One event, wherever it is.
            case seek(Seek)
            /// What is older than an event that was found, to show it among the others.
            case around(AuditEvent)
        }

        var token: Int
        var purpose: Purpose
    }

    struct FilterPrompt: Sendable, Equatable {
        var editor: LineEditor
        var problem: EventFilterError?
        /// What was typed before a completion replaced it.
        var completed: LineEditor?
        /// The completion that stands there now.
        var candidate: Int?
        /// How far back in the history; nil is the line being written.
        var historyIndex: Int?
        /// What was written before going back in history.
        var draft = ""

        init(editor: LineEditor, problem: EventFilterError? = nil) {
            self.editor = editor
            self.problem = problem
        }
    }
}
