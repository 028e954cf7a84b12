// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ConsoleRuntime
import ConsoleUI
import CountersignProgram
import Foundation
import Governance
import GovernanceStore
import Logging
import NcursesTerminal
import PrivateCluster
import SourceCoverage
import ThemeKit

/// The console, put together: settings, theme, terminal, clients behind a session that opens after the first frame.
enum ConsoleProgram {
    static func run(_ global: GlobalOptions, _ options: ConsoleOptions) async throws {
        let environment = ProcessInfo.processInfo.environment
        var settings = try await Settings(global, theme: options.theme, environment: environment)
        settings.isPlain = options.isPlain || settings.isPlain
        settings.usesMouse = options.usesMouse ?? settings.usesMouse
        let log = LogFile(path: Diagnostics.logPath(home: try PrivateCluster.home(environment: environment)))
        let logger = Diagnostics.file(log, level: settings.logLevel)

        // What the opening has to say goes to the log: the screen belongs to the console.
        let narration = Output(terminal: .none, write: { log.write($0) }, narrate: { log.write($0) })
        let recorder = CoverageRecorder()
        let opening = SessionOpening(
            settings: settings, surface: .console, sealing: .throughout, output: narration, logger: logger,
            coverage: recorder)
        let session = DeferredSession { try await opening.withSession($0) }
        // the database is reached while the terminal is made ready, if there is one
        if isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 { session.begin() }
        do {
            try await show(
                session, settings, coverage: recorder.overhearing(.probing(settings.sources, logger: logger)),
                theme: settings.theme ?? Theme.fallback.name, log: log, invocation: invocation(settings, global))
        } catch {
            await session.close()
            throw error
        }
        await session.close()
        if let fatal = session.fatal { throw fatal }
    }

    private static func show(
        _ session: DeferredSession, _ settings: Settings, coverage: CoverageClient, theme: String, log: LogFile,
        invocation: [String]
    ) async throws {
        let library = ThemeLibrary.standard(
            environment: ProcessInfo.processInfo.environment, executable: ShareFolder.executablePath())
        let loaded = try library.load(theme)
        for warning in loaded.warnings { log.write("\(Timestamp.system().rfc3339) warning \(warning)") }
        let environment = ProcessInfo.processInfo.environment
        let home = try PrivateCluster.home(environment: environment)
        var clients = session.clients(coverage: coverage)
        clients.savedFilters = SavedFilterFile.standard(home: home).client
        clients.snapshots =
            SnapshotFile(home: home, place: settings.place, person: settings.person, environment: environment) {
                log.write("\(Timestamp.system().rfc3339) \($0)")
            }?
            .client ?? .unavailable
        let history = HistoryFile(path: home + "/state/history")
        let conventions = conventions(settings, history: history, environment: environment, log: log)
        let screen = try await TerminalScreen.open(TerminalScreen.Options(capturesMouse: settings.usesMouse))
        let console = ConsoleLoop(
            state: Console.State(
                size: await screen.size, now: .system(), sources: settings.sources,
                isReadOnly: settings.isReadOnly, themeName: theme,
                themeNames: library.entries().map(\.name), jitterSeed: UInt64(getpid()), conventions: conventions,
                invocation: invocation),
            environment: ConsoleLoop.Environment(
                clients: clients, screen: screen,
                theme: loaded.theme,
                loadTheme: { name throws(Console.ThemeProblem) in
                    do throws(ThemeError) {
                        return try library.load(name).theme
                    } catch {
                        throw Console.ThemeProblem(onOneLine: error)
                    }
                },
                listThemes: { library.entries().map(\.name) },
                watchTheme: { name in Self.changes(ofThemeNamed: name, in: library, first: name == theme ? loaded : nil)
                },
                now: { .system() }, log: { log.write("\(Timestamp.system().rfc3339) \($0)") },
                remember: { history.add($0) }, localZone: { .ofThisMachine }))
        let running = Task { await console.run() }
        session.whenFatal { running.cancel() }
        await running.value
    }

    /// How the command line reaches the same database as the same person. A connection string on the command line holds
    /// no password: the settings refuse one there.
    private static func invocation(_ settings: Settings, _ global: GlobalOptions) -> [String] {
        var words = ["countersign"]
        if settings.place == .demonstration { words.append("--demo") }
        if let database = global.database { words += ["--database", database] }
        if let person = settings.person { words += ["--as", person] }
        return words
    }

    /// What the person's own files say; what is wrong in them is in the log too.
    private static func conventions(
        _ settings: Settings, history: HistoryFile, environment: [String: String], log: LogFile
    ) -> Console.Conventions {
        let (keymap, problems) = KeyFile.load(KeyFile.path(environment: environment))
        for problem in problems { log.write("\(Timestamp.system().rfc3339) warning \(problem)") }
        return Console.Conventions(
            keymap: keymap, isPlain: settings.isPlain, usesMouse: settings.usesMouse, history: history.lines(),
            problems: problems.map(\.description))
    }

    /// Looks at a theme's files now and then: a look is a `stat` for each of them, and nothing where there are none.
    private static func changes(
        ofThemeNamed name: String, in library: ThemeLibrary, first: LoadedTheme?
    ) -> AsyncStream<Result<Theme, Console.ThemeProblem>> {
        AsyncStream { continuation in
            let task = Task {
                defer { continuation.finish() }
                guard let loaded = try? first ?? library.load(name) else { return }
                var watch = ThemeWatch(loaded, named: name, in: library)
                while !watch.isIdle, (try? await Task.sleep(for: .seconds(2), tolerance: .seconds(1))) != nil {
                    guard let change = watch.look() else { continue }
                    continuation.yield(
                        change.map(\.theme).mapError { Console.ThemeProblem(onOneLine: $0) })
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

extension Console.ThemeProblem {
    /// The file by its name alone: a notice has one line, whose end says what to do.
    fileprivate init(onOneLine error: ThemeError) {
        let file = error.file.map { URL(fileURLWithPath: $0).lastPathComponent }
        let short = ThemeError(code: error.code, file: file, line: error.line, key: error.key, message: error.message)
        self.init(short.description)
    }
}
