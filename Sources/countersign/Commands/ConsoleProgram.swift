// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ConsoleRuntime
import ConsoleUI
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
    static func run(_ global: GlobalOptions, theme: String?) async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try await Settings(global, theme: theme, environment: environment)
        let log = LogFile(path: try PrivateCluster.home(environment: environment) + "/log/console.log")
        let logger = Diagnostics.file(log, environment: environment)

        // What the opening has to say goes to the log: the screen belongs to the console.
        let narration = Output(terminal: .none, write: { log.write($0) }, narrate: { log.write($0) })
        let opening = SessionOpening(
            settings: settings, surface: .console, sealing: .throughout, output: narration, logger: logger)
        let session = DeferredSession { try await opening.withSession($0) }
        // the database is reached while the terminal is made ready, if there is one
        if isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 { session.begin() }
        do {
            try await show(
                session, settings, theme: settings.theme ?? Theme.fallback.name, log: log, logger: logger,
                invocation: invocation(settings, global))
        } catch {
            await session.close()
            throw error
        }
        await session.close()
        if let fatal = session.fatal { throw fatal }
    }

    private static func show(
        _ session: DeferredSession, _ settings: Settings, theme: String, log: LogFile, logger: Logger,
        invocation: [String]
    ) async throws {
        let library = ThemeLibrary.standard(
            environment: ProcessInfo.processInfo.environment, executable: ShareFolder.executablePath())
        let loaded = try library.load(theme)
        for warning in loaded.warnings { log.write("\(Timestamp.system().rfc3339) warning \(warning)") }
        let screen = try await TerminalScreen.open()
        let console = ConsoleLoop(
            state: Console.State(
                size: await screen.size, now: .system(), sources: settings.sources,
                isReadOnly: settings.isReadOnly, themeName: loaded.theme.name,
                themeNames: library.entries().map(\.name), jitterSeed: UInt64(getpid()),
                invocation: invocation),
            environment: ConsoleLoop.Environment(
                clients: session.clients(coverage: .probing(settings.sources, logger: logger)), screen: screen,
                theme: loaded.theme,
                loadTheme: { name throws(Console.ThemeProblem) in
                    do throws(ThemeError) {
                        return try library.load(name).theme
                    } catch {
                        throw Console.ThemeProblem(error.description)
                    }
                },
                now: { .system() }, log: { log.write("\(Timestamp.system().rfc3339) \($0)") }))
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
}
