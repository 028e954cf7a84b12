// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas
public import ConsoleUI
public import Governance
public import ThemeKit

/// Runs a console: terminal events and answers go into the state as messages, effects become calls of the clients, and
/// the screen shows what the state draws.
///
/// The state belongs to this actor alone. It never waits for the database: calls run as tasks, and at most one canvas
/// is drawn for whatever has happened since the last one.
public actor ConsoleLoop {
    /// What the loop needs from outside; tests replace it.
    public struct Environment: Sendable {
        public var clients: GovernanceClients
        public var screen: any Screen
        public var theme: Theme
        /// Finds a theme by name; throws a problem with words for a person.
        public var loadTheme: @Sendable (_ name: String) throws(Console.ThemeProblem) -> Theme
        /// The themes that there are, by name; reads folders.
        public var listThemes: @Sendable () -> [String]
        /// What becomes of a theme in use when its file is changed, until the stream's reader goes away; a problem
        /// leaves the theme as it was.
        public var watchTheme: @Sendable (_ name: String) -> AsyncStream<Result<Theme, Console.ThemeProblem>>
        public var clock: any Clock<Duration>
        /// The time of day.
        public var now: @Sendable () -> Timestamp
        /// For the file that the operator reads when something is odd; never the terminal.
        public var log: @Sendable (_ line: String) -> Void
        /// The zone of whoever sits there; asked for when they want to see it.
        public var localZone: @Sendable () -> DisplayZone
        /// Keeps a line of the command line for later sessions.
        public var remember: @Sendable (_ line: String) async -> Void

        public init(
            clients: GovernanceClients, screen: any Screen, theme: Theme = .fallback,
            loadTheme: @escaping @Sendable (_ name: String) throws(Console.ThemeProblem) -> Theme,
            listThemes: @escaping @Sendable () -> [String] = { [] },
            watchTheme: @escaping @Sendable (_ name: String) -> AsyncStream<Result<Theme, Console.ThemeProblem>> = {
                _ in AsyncStream { $0.finish() }
            },
            clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Timestamp,
            log: @escaping @Sendable (_ line: String) -> Void = { _ in },
            remember: @escaping @Sendable (_ line: String) async -> Void = { _ in },
            localZone: @escaping @Sendable () -> DisplayZone = { .utc }
        ) {
            self.clients = clients
            self.screen = screen
            self.theme = theme
            self.loadTheme = loadTheme
            self.listThemes = listThemes
            self.watchTheme = watchTheme
            self.clock = clock
            self.now = now
            self.log = log
            self.localZone = localZone
            self.remember = remember
        }
    }

    private let environment: Environment
    private let mailbox = Mailbox<Console.Message>()
    private var state: Console.State
    private var theme: Theme
    private var tasks: [Console.Scope: Task<Void, Never>] = [:]
    private var shown: Canvas?
    private var keeping: Task<Void, Never>?
    private var themeWatch: Task<Void, Never>?
    private var wake: (at: Timestamp, task: Task<Void, Never>)?

    /// How long a governed call that is under way may hold up the end of the console.
    private static let patience = Duration.seconds(2)

    public init(state: Console.State, environment: Environment) {
        self.state = state
        self.environment = environment
        theme = environment.theme
    }

    /// Runs until the person quits, or the terminal goes away; then the terminal is given back.
    ///
    /// Cancelling the task ends it in the same way.
    public func run() async {
        theme = environment.theme.resolved(for: await environment.screen.colorDepth)
        _ = state.update(.clock(environment.now()))
        _ = state.update(.resized(await environment.screen.size))
        await paint()
        _ = state.update(.painted)

        let listeners = [listenToScreen(), listenToStore()]
        await perform(state.start())
        watch(themeNamed: state.themeName)
        planWake()
        let mailbox = mailbox
        await withTaskCancellationHandler {
            for await _ in mailbox.signals {
                let batch = mailbox.take()
                await take(batch)
                if state.isQuitting { break }
                if batch.contains(where: state.isWorthShowing) { await paint() }
                planWake()
            }
        } onCancel: {
            mailbox.close()
        }
        await end(listeners)
    }

    // MARK: Messages

    private func take(_ batch: [Console.Message]) async {
        var effects = state.update(.clock(environment.now()))
        var rest = batch[...]
        while let message = rest.popFirst() {
            let asked = state.update(message)
            effects += asked
            if asked.contains(.discardInput) {
                // Keys that were typed ahead must not act on a form that governs something.
                rest.removeAll(where: Self.isTyped)
                mailbox.discard(where: Self.isTyped)
            }
        }
        await perform(effects)
    }

    private static func isTyped(_ message: Console.Message) -> Bool {
        switch message {
        case .key, .paste, .mouse: true
        default: false
        }
    }

    private func listenToScreen() -> Task<Void, Never> {
        let mailbox = mailbox
        let events = environment.screen.events
        return Task {
            for await event in events {
                switch event {
                case .key(let key): mailbox.post(.key(key))
                case .paste(let paste): mailbox.post(.paste(paste.text, isTruncated: paste.isTruncated))
                case .resize(let size): mailbox.post(.resized(size))
                case .focus(let focused): mailbox.post(.focused(focused))
                case .terminate, .hangup: mailbox.post(.terminate)
                case .resumed: mailbox.post(.focused(true))
                case .mouse(let mouse): mailbox.post(.mouse(mouse))
                }
            }
            mailbox.post(.terminate)
        }
    }

    private func listenToStore() -> Task<Void, Never> {
        let mailbox = mailbox
        let states = environment.clients.storeStates
        return Task {
            for await store in states() { mailbox.post(.store(store)) }
        }
    }

    // MARK: Effects

    private func perform(_ effects: [Console.Effect]) async {
        let screen = environment.screen
        for effect in effects {
            switch effect {
            case .cancel(let scope): tasks.removeValue(forKey: scope)?.cancel()
            case .copy(let text): mailbox.post(.copied(await screen.copy(text)))
            case .learnLocalZone: mailbox.post(.localZoneKnown(environment.localZone()))
            case .useTheme(let name): mailbox.post(.themeChanged(use(themeNamed: name)))
            case .previewTheme(let name): mailbox.post(.themePreviewed(use(themeNamed: name)))
            case .listThemes: listThemes()
            case .discardInput: await screen.discardInput()
            case .redraw:
                await screen.invalidate()
                shown = nil
            case .suspend: await screen.suspend()
            case .captureMouse(let capture): await screen.captureMouse(capture)
            case .remember(let line): keep { [remember = environment.remember] in await remember(line) }
            case .saveSnapshot(let snapshot):
                keep { [save = environment.clients.snapshots.save] in await save(snapshot) }
            case .quit: break
            default: start(effect)
            }
        }
    }

    private func start(_ effect: Console.Effect) {
        guard let scope = effect.scope else { return }
        // A governed call is under way until it is answered; everything else gives way to its successor.
        if scope != .action { tasks[scope]?.cancel() }
        let worker = EffectWorker(clients: environment.clients, clock: environment.clock, log: environment.log)
        let mailbox = mailbox
        tasks[scope] = Task { await worker.run(effect) { mailbox.post($0) } }
    }

    private func use(themeNamed name: String) -> Result<String, Console.ThemeProblem> {
        do {
            theme = try environment.loadTheme(name).resolved(for: theme.depth)
            watch(themeNamed: name)
            return .success(name)
        } catch {
            return .failure(error)
        }
    }

    /// Beside everything else: a slow disk holds nothing up.
    private func listThemes() {
        let list = environment.listThemes
        let mailbox = mailbox
        Task { mailbox.post(.themesListed(list())) }
    }

    /// What goes to disk goes there one after the other, beside everything else: a slow disk holds nothing up.
    private func keep(_ work: @escaping @Sendable () async -> Void) {
        let before = keeping
        keeping = Task {
            await before?.value
            await work()
        }
    }

    /// Follows the file of the theme that is shown, and of no other one.
    private func watch(themeNamed name: String) {
        themeWatch?.cancel()
        let changes = environment.watchTheme(name)
        themeWatch = Task {
            for await change in changes where !Task.isCancelled { take(change, ofThemeNamed: name) }
        }
    }

    private func take(_ change: Result<Theme, Console.ThemeProblem>, ofThemeNamed name: String) {
        if case .success(let changed) = change { theme = changed.resolved(for: theme.depth) }
        mailbox.post(.themeReloaded(change.map { _ in name }))
    }

    // MARK: The screen and the clock

    /// Draws once, and shows it if anything is different.
    private func paint() async {
        let canvas = state.draw(theme: theme)
        guard canvas != shown else { return }
        shown = canvas
        await environment.screen.present(canvas)
    }

    /// One timer at most, for the next moment at which something changes by itself.
    private func planWake() {
        guard let next = state.nextWake else {
            wake?.task.cancel()
            wake = nil
            return
        }
        guard next != wake?.at else { return }
        wake?.task.cancel()
        let clock = environment.clock
        let delay = max(.zero, next.duration(since: environment.now()))
        wake = (
            next,
            Task {
                do { try await clock.sleep(for: delay) } catch { return }
                rang()
            }
        )
    }

    /// The next timer is planned even where the time of day was set back meanwhile, and the moment is still to come.
    private func rang() {
        wake = nil
        mailbox.post(.clock(environment.now()))
    }

    private func end(_ listeners: [Task<Void, Never>]) async {
        wake?.task.cancel()
        themeWatch?.cancel()
        for listener in listeners { listener.cancel() }
        let action = tasks.removeValue(forKey: .action)
        let export = tasks.removeValue(forKey: .export)
        export?.cancel()
        for task in tasks.values { task.cancel() }
        tasks = [:]
        mailbox.close()
        if let action { await wait(for: action) }
        // takes its unfinished file away
        if let export { await wait(for: export) }
        if let keeping { await wait(for: keeping) }
        await environment.screen.close()
    }

    /// What was sent is sent: its answer is awaited for a moment, so that it is not cut off in the middle.
    private func wait(for action: Task<Void, Never>) async {
        let clock = environment.clock
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await action.value }
            group.addTask { try? await clock.sleep(for: Self.patience) }
            await group.next()
            action.cancel()
            group.cancelAll()
        }
    }
}
