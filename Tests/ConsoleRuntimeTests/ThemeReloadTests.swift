// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import ConsoleRuntime
import ConsoleUI
import Foundation
import Governance
import GovernanceTestSupport
import Synchronization
import Testing
import ThemeKit

/// A console whose theme's file is changed while it runs.
@Suite("A theme that changes", .timeLimit(.minutes(5)))
struct ThemeReloadTests {
    /// Which themes are followed, and the streams that tell of their changes.
    private final class Watching: Sendable {
        private let streams = Mutex<
            [(name: String, tell: AsyncStream<Result<Theme, Console.ThemeProblem>>.Continuation)]
        >(
            [])

        func watch(_ name: String) -> AsyncStream<Result<Theme, Console.ThemeProblem>> {
            AsyncStream { continuation in streams.withLock { $0.append((name, continuation)) } }
        }

        var names: [String] { streams.withLock { $0.map(\.name) } }

        func tell(_ change: Result<Theme, Console.ThemeProblem>) {
            _ = streams.withLock { $0.last }?.tell.yield(change)
        }
    }

    /// The compiled-in theme with another title.
    private static func theme(titled color: String) throws -> Theme {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-\(UUID()).yaml")
        try Data("styles: {title: \"\(color) bold\"}".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try ThemeLibrary(folders: []).load(file.path).theme
    }

    private func open(_ watching: Watching) -> (FakeScreen, Task<Void, Never>) {
        let clock = ManualClock()
        let screen = FakeScreen(width: 120, height: 40)
        let model = InMemoryGovernance.demonstration(now: { clock.timeOfDay })
        let environment = ConsoleLoop.Environment(
            clients: model.clients(as: "operator_1"), screen: screen,
            loadTheme: { name throws(Console.ThemeProblem) in
                guard name != "broken" else { throw Console.ThemeProblem("broken.yaml:3: no such colour") }
                return Theme.fallback
            },
            watchTheme: { watching.watch($0) }, clock: clock, now: { clock.timeOfDay })
        let loop = ConsoleLoop(
            state: Console.State(
                size: screen.size, now: clock.timeOfDay, sources: SourceDefinition.standard,
                themeName: "countersign-dark", themeNames: ["countersign-dark", "paper"]), environment: environment)
        return (screen, Task { await loop.run() })
    }

    @Test("P1 36: the file's new look is drawn without a key; a bad file is said, and changes nothing")
    func reload() async throws {
        let watching = Watching()
        let (screen, running) = open(watching)
        await screen.waitFor("Audit Timeline")
        let red = try Self.theme(titled: "#ff0000")
        watching.tell(.success(red))
        await screen.waitFor("Theme countersign-dark was changed")
        let title = Color(hex: 0xFF0000)
        #expect(screen.hasColor(title))
        watching.tell(.failure(Console.ThemeProblem("mine.yaml:7: styles.title: no such colour")))
        await screen.waitFor("The theme stays as it was: mine.yaml:7")
        #expect(screen.hasColor(title))
        screen.send(.terminate)
        await running.value
    }

    @Test("P1 36: what is followed is the theme that is shown, the tried one included")
    func following() async throws {
        let watching = Watching()
        let (screen, running) = open(watching)
        await screen.waitFor("● Mutation enabled")
        screen.press(.character("7"))
        await screen.waitFor("Who PostgreSQL says you are")
        for _ in 0..<4 { screen.press(KeyEvent(.tab)) }
        await screen.waitFor("What it looks like")
        screen.press(.character("j"))
        await screen.waitFor("○ shown, not kept")
        screen.press(KeyEvent(.enter))
        await screen.waitFor("Theme paper")
        #expect(watching.names == ["countersign-dark", "paper", "paper"])
        screen.send(.terminate)
        await running.value
    }
}
