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
        /// The environment of the database that answered last.
        var lastEnvironment: String?
        /// When the view last held live data.
        var updatedAt: Timestamp?
        let isReadOnlySession: Bool
        var themeName: String
        /// The themes that can be chosen.
        let themeNames: [String]
        /// Whether arrivals are being followed.
        var isTailing = false
        /// Whether the first rows are still to come; everything else that is loaded waits for them.
        var awaitsFirstRows = true
        /// The last sequence number up to which the tail has delivered.
        var tailHead: Int64?
        var refresh: RefreshSchedule

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
        var notice: Notice?

        var lastToken = 0

        /// A console before its first paint, with the local services in their order.
        ///
        /// A read-only one acts on nothing. The theme names are for completion. The seed spreads refreshes, so that
        /// consoles do not ask at the same moment.
        public init(
            size: Size, now: Timestamp, sources: [SourceDefinition], isReadOnly: Bool = false,
            themeName: String = "", themeNames: [String] = [], jitterSeed: UInt64 = 0
        ) {
            self.size = size
            self.now = now
            self.isReadOnlySession = isReadOnly
            self.themeName = themeName
            self.themeNames = themeNames
            self.sources = Sources.State(definitions: sources)
            self.refresh = RefreshSchedule(seed: jitterSeed)
        }
    }

    /// What lies over a screen and has the keyboard.
    enum Dialog: Sendable, Equatable {
        case help(Help.State)
        case commandLine(CommandLine.State)
        case event(EventDetail.State)
        case form(Form.State)
        case review(Review.State)
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
