// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas
public import Governance

extension Console {
    /// Everything that the console knows and shows.
    public struct State: Sendable, Equatable {
        // The terminal
        public internal(set) var size: Size
        /// Whether a canvas has been shown: keys before that are dropped.
        var hasPainted = false
        /// Whether the terminal's window has the keyboard; true where the terminal cannot tell.
        var isFocused = true
        public internal(set) var isQuitting = false

        // The session
        public internal(set) var now: Timestamp
        var store: StoreState = .connecting
        var identity = Loaded<Identity>()
        var trailStatus = Loaded<TrailStatus>()
        /// Attempts that left no record, as the reading of the trail's status before the present one counted them.
        var attemptsWithoutRecordBefore: Int64 = 0
        /// The environment of the database that answered last.
        var lastEnvironment: String?
        /// When the view last held live data.
        var updatedAt: Timestamp?
        let isReadOnlySession: Bool
        /// What the theme in use was asked for by.
        public internal(set) var themeName: String
        /// The themes that can be chosen.
        var themeNames: [String]
        /// Whether arrivals are being followed.
        var isTailing = false
        /// Whether the first rows are still to come; everything else that is loaded waits for them.
        var awaitsFirstRows = true
        /// The last sequence number up to which the tail has delivered.
        var tailHead: Int64?
        var refresh: RefreshSchedule
        var fallback = Fallback.State()

        // The screens
        var tab = Tab.overview
        /// Where Esc leads back to.
        var visited: [Tab] = []
        var overview = Overview.State()
        var timeline = Timeline.State()
        var workflows = Workflows.State()
        var requests = Requests.State()
        var sources: Sources.State
        var packages = Packages.State()
        /// What lies over the screen; the last one has the keyboard.
        var dialogs: [Dialog] = []
        var commandHistory: [String] = []
        var settings = Settings.State()
        var notice: Notice?
        /// The zone in which times are shown; nil is UTC.
        var zone: DisplayZone?
        /// The file that is being written.
        var export: Export.State?
        /// The words with which the command line is called for the same database and person.
        let invocation: [String]

        var lastToken = 0

        /// How the person works; see `adopt(_:)`.
        var conventions = Conventions()
        /// Whether clicks and the wheel are the console's now.
        var isMouseCaptured = true
        /// Where going forward leads, the next place last.
        var ahead: [Tab] = []
        /// The moment whose ages a plain screen shows: the last one at which something was asked.
        var attendedAt: Timestamp?

        /// A console before its first paint, with the local services in their order.
        ///
        /// A read-only one acts on nothing. The theme names are for completion. The seed spreads refreshes, so that
        /// consoles do not ask at the same moment. The invocation begins each equivalent command that is shown; it holds
        /// no secret.
        public init(
            size: Size, now: Timestamp, sources: [SourceDefinition], isReadOnly: Bool = false,
            themeName: String = "", themeNames: [String] = [], jitterSeed: UInt64 = 0,
            conventions: Conventions = Conventions(), invocation: [String] = ["countersign"]
        ) {
            self.size = size
            self.now = now
            self.isReadOnlySession = isReadOnly
            self.themeName = themeName
            self.themeNames = themeNames
            self.sources = Sources.State(definitions: sources)
            self.invocation = invocation
            self.refresh = RefreshSchedule(seed: jitterSeed)
            adopt(conventions)
        }
    }

    /// What lies over a screen and has the keyboard.
    enum Dialog: Sendable, Equatable {
        case help(Help.State)
        case commandLine(CommandLine.State)
        case event(EventDetail.State)
        case form(Form.State)
        case review(Review.State)
        case filters(SavedFilters.State)
    }

    /// One line above the footer, until the next key.
    struct Notice: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            case info
            case success
            case warning
            case error
        }

        var kind: Kind
        var text: DisplayText
    }
}

extension Console.State {
    /// Words for what can be done now.
    var rules: SessionRules {
        SessionRules(
            identity: identity.value, store: store, isReadOnlySession: isReadOnlySession, now: now)
    }

    var isLive: Bool {
        if case .live = store { true } else { false }
    }

    var environment: String? {
        if case .live(let facts) = store { return facts.environment }
        return lastEnvironment
    }

    /// Attempts that left no record. A call that is under way looks like one, so two readings in a row must count it.
    var attemptsWithoutRecord: Int64 {
        min(attemptsWithoutRecordBefore, trailStatus.value?.attemptsWithoutRecord ?? 0)
    }

    /// The circumstances that are recorded with an action.
    var actionContext: ActionContext {
        ActionContext(surface: "console", coverage: sources.coverage?.description)
    }

    mutating func newToken() -> Int {
        lastToken += 1
        return lastToken
    }

    mutating func inform(_ text: DisplayText, _ kind: Console.Notice.Kind = .info) {
        notice = Console.Notice(kind: kind, text: text)
    }
}
