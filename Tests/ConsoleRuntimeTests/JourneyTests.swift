// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import ConsoleRuntime
import ConsoleUI
import Governance
import GovernanceTestSupport
import Synchronization
import Testing
import ThemeKit

/// A console that runs over the model, on a terminal in memory.
struct Session {
    let screen: FakeScreen
    let model: InMemoryGovernance
    let clock: ManualClock
    let running: Task<Void, Never>

    init(
        as login: String = "operator_1", model: InMemoryGovernance? = nil, clock: ManualClock = ManualClock(),
        change: (inout GovernanceClients) -> Void = { _ in }
    ) {
        let screen = FakeScreen(width: 160, height: 50)
        let model = model ?? InMemoryGovernance.demonstration(now: { clock.timeOfDay })
        var clients = model.clients(as: login, coverage: InMemoryGovernance.coverage([.live, .live]))
        change(&clients)
        let environment = ConsoleLoop.Environment(
            clients: clients, screen: screen,
            loadTheme: { name throws(Console.ThemeProblem) in
                guard name == "paper" else { throw Console.ThemeProblem("There is no theme \(name).") }
                return Theme.fallback
            }, clock: clock, now: { clock.timeOfDay })
        let loop = ConsoleLoop(
            state: Console.State(
                size: screen.size, now: clock.timeOfDay, sources: SourceDefinition.standard,
                themeNames: ["paper"]), environment: environment)
        self.screen = screen
        self.model = model
        self.clock = clock
        running = Task { await loop.run() }
    }

    func quit() async {
        screen.send(.terminate)
        await running.value
        #expect(screen.isClosed)
    }
}

@Suite("Journeys", .timeLimit(.minutes(5)))
struct JourneyTests {
    @Test("B1 B9 B15 B43: it connects, loads, and shows everything")
    func opens() async {
        let session = Session()
        await session.screen.waitFor("Break-glass request opened for Northwind")
        await session.screen.waitFor("Break-glass admin session")
        await session.screen.waitFor("2/5 Live Sources")
        await session.screen.waitFor("● Mutation enabled")
        await session.quit()
    }

    @Test("B46 B51 B60–B62: open, be refused, let another approve; both consoles see it without a key")
    func breakGlass() async {
        let clock = ManualClock()
        let model = InMemoryGovernance.demonstration(now: { clock.timeOfDay })
        let first = Session(as: "operator_1", model: model, clock: clock)
        let second = Session(as: "operator_2", model: model, clock: clock)
        await second.screen.waitFor("● Mutation enabled")
        await first.screen.waitFor("● Mutation enabled")
        await first.screen.waitFor("Break-glass admin session")

        first.screen.press(.character("5"), KeyEvent(.enter))
        await first.screen.waitFor("Tenant *")
        first.screen.type("Delta Market")
        first.screen.press(KeyEvent(.tab))
        first.screen.type("Launch-blocking DNS drift")
        first.screen.press(.control("s"))
        await first.screen.waitFor("What will be requested")
        first.screen.press(KeyEvent(.tab))
        first.screen.type("Delta Market")
        first.screen.press(.control("s"))
        await first.screen.waitFor("✓ Done")
        await second.screen.waitFor("Break-glass request opened for Delta Market")
        await second.screen.waitFor("needs Governance Operator")

        first.screen.press(KeyEvent(.enter))
        await first.screen.waitFor("Yours, waiting for others")
        first.screen.press(.character("s"))
        await first.screen.waitFor("PostgreSQL will refuse this")
        first.screen.press(KeyEvent(.tab))
        first.screen.type("sign")
        first.screen.press(.control("s"))
        await first.screen.waitFor("✗ Refused: self-approval")

        second.screen.press(.character("6"))
        await second.screen.waitFor("[6 Requests]")
        second.screen.press(.character("s"))
        await second.screen.waitFor("Sign: Break-glass admin session")
        second.screen.press(KeyEvent(.tab))
        second.screen.type("sign")
        second.screen.press(.control("s"))
        await second.screen.waitFor("✓ Done")
        await first.screen.waitFor("Break-glass session open: Delta Market")
        #expect(model.events.contains { $0.outcome == .denied && $0.errorCode == "self-approval" })
        await first.quit()
        await second.quit()
    }

    @Test("C40: an event is shown before what belongs to it is counted, and who leafs through asks for nothing")
    func relatedCounts() async {
        let asked = Mutex(0)
        let clock = ManualClock()
        let model = InMemoryGovernance.demonstration(now: { clock.timeOfDay })
        for title in ["The earlier one", "The later one"] {
            var event = AuditEvent(
                id: "", occurredAt: clock.timeOfDay, recordedAt: clock.timeOfDay, stream: .runtime,
                category: "runtime", severity: .low, action: "X", title: title)
            event.correlationID = "s-1"
            model.append(event)
        }
        let session = Session(model: model, clock: clock) { clients in
            let page = clients.audit.page
            clients.audit.page = { query in
                if query.limit == Console.mostRelated + 2 { asked.withLock { $0 += 1 } }
                return try await page(query)
            }
        }
        await session.screen.waitFor("● Mutation enabled")
        session.screen.press(.character("2"), KeyEvent(.enter))
        await session.screen.waitFor("1 same correlation id: …")
        session.screen.press(.character("n"), .character("p"), .character("n"))
        await session.screen.waitUntilRead()
        #expect(asked.withLock { $0 } == 0)
        // The clock moves again and again, since nobody tells when the pause has begun.
        while !session.screen.text.contains("1 same correlation id: 1"), !Task.isCancelled {
            clock.advance(by: Console.relatedPause)
            await Task.yield()
        }
        #expect(session.screen.text.contains("The earlier one"))
        #expect(asked.withLock { $0 } == 1)
        await session.quit()
    }

    @Test("The first paint waits for nothing")
    func firstPaint() async {
        let session = Session { clients in
            clients.storeStates = { AsyncStream { _ in } }
            clients.coverage.probe = { AsyncStream { _ in } }
        }
        await session.screen.waitFor("Loading Snapshot")
        await session.quit()
    }

    @Test("Keys are answered while a query hangs; Esc cancels it")
    func hangingQuery() async {
        let cancelled = Mutex(false)
        let (wasCancelled, signal) = AsyncStream<Void>.makeStream()
        let session = Session { clients in
            let page = clients.audit.page
            clients.audit.page = { query in
                // The trace of a package is read with a filter too.
                let isSearch = query.filter.terms.contains { $0.field == .severity }
                guard isSearch else { return try await page(query) }
                return try await withTaskCancellationHandler {
                    for await _ in AsyncStream<Void>.makeStream().stream {}
                    throw CancellationError()
                } onCancel: {
                    cancelled.withLock { $0 = true }
                    signal.finish()
                }
            }
        }
        await session.screen.waitFor("Break-glass request opened for Northwind")
        session.screen.press(.character("/"))
        session.screen.type("severity:high")
        session.screen.press(KeyEvent(.enter))
        await session.screen.waitFor("Filter: severity:high")
        session.screen.press(.character("3"))
        await session.screen.waitFor("[3 Sources]")
        session.screen.press(.character("2"), KeyEvent(.escape))
        await session.screen.waitFor("The search was stopped")
        for await _ in wasCancelled {}
        #expect(cancelled.withLock { $0 })
        await session.quit()
    }

    @Test("A lost database is shown with its age, and it recovers by itself")
    func recovers() async {
        let session = Session()
        await session.screen.waitFor("● Mutation enabled")
        session.model.setStore(.lost(since: session.clock.timeOfDay, reason: "server closed the connection"))
        await session.screen.waitFor("Stale since 16:40:12 UTC (just now)")
        session.clock.advance(by: .seconds(60))
        await session.screen.waitFor("(1m ago)")
        session.model.setStore(.live(InMemoryGovernance.facts))
        await session.screen.waitFor("● Live Snapshot")
        await session.quit()
    }

    @Test("Idle, nothing is shown and one timer at most is set")
    func idle() async {
        let session = Session()
        await session.screen.waitFor("2/5 Live Sources")
        await session.screen.waitFor("Break-glass admin session")
        await session.screen.waitFor("3 Notes")
        await session.screen.waitFor("1 Event ")
        await session.screen.waitFor("04  Client theme package locked")
        session.screen.press(.character("p"), .character("2"))
        await session.screen.waitFor("[2 Timeline]")
        session.screen.press(.character("k"), .character("y"))
        await session.screen.waitFor("Copied to the clipboard.")
        let presented = session.screen.presented
        #expect(session.clock.sleepers <= 1)
        session.clock.advance(by: .seconds(10))
        session.screen.send(.focus(true))
        session.screen.send(.resize(session.screen.size))
        session.screen.press(.character("3"))
        await session.screen.waitFor("[3 Sources]")
        #expect(session.screen.presented == presented + 1)
        #expect(session.screen.copied.count == 1)
        await session.quit()
    }

    @Test("Input typed ahead is dropped when a form opens")
    func discards() async {
        let session = Session()
        await session.screen.waitFor("Break-glass admin session")
        await session.screen.waitFor("● Mutation enabled")
        // All of it is there before the console gets round to the first key.
        session.screen.press(.character("5"))
        await session.screen.waitFor("[5 Workflows]")
        session.screen.holdFrames()
        session.screen.press(.character("p"))
        await session.screen.waitUntilHeld()
        session.screen.press(KeyEvent(.enter), .character("x"), .character("y"), .control("s"))
        await session.screen.waitUntilRead()
        session.screen.showFrames()
        await session.screen.waitFor("Tenant *")
        session.screen.press(.character("z"))
        await session.screen.waitFor("Tenant *                z")
        #expect(session.screen.discards == 1)
        await session.quit()
    }

    @Test("q, SIGTERM and a terminal that is gone end it and give the terminal back")
    func ends() async {
        for end in [InputEvent.key(.character("q")), .terminate, .hangup] {
            let session = Session()
            await session.screen.waitFor("● Mutation enabled")
            session.screen.send(end)
            await session.running.value
            #expect(session.screen.isClosed)
        }
    }

    @Test("Cancelling the run ends it too")
    func cancelled() async {
        let session = Session()
        await session.screen.waitFor("● Mutation enabled")
        session.running.cancel()
        await session.running.value
        #expect(session.screen.isClosed)
    }

    @Test("Sources are probed again after about 30 seconds")
    func refreshes() async {
        let probes = Mutex(0)
        let (again, signal) = AsyncStream<Void>.makeStream()
        let session = Session { clients in
            let probe = clients.coverage.probe
            clients.coverage.probe = {
                if probes.withLock({
                    $0 += 1
                    return $0
                }) == 2 {
                    signal.finish()
                }
                return probe()
            }
        }
        await session.screen.waitFor("2/5 Live Sources")
        session.clock.advance(by: .seconds(34))
        for await _ in again {}
        await session.quit()
    }
}
