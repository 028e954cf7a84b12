// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("B2 B4 B55: the fallback snapshot")
struct FallbackTests {
    /// A snapshot as a session keeps it, and the clock at which it was taken.
    private static func kept() async throws -> (ConsoleSnapshot, Desk.Clock) {
        let desk = await Desk.open()
        #expect(desk.snapshot == nil)
        await desk.wait(.seconds(2))
        return (try #require(desk.snapshot), desk.clock)
    }

    private static func lostDesk(_ snapshot: ConsoleSnapshot?, _ clock: Desk.Clock) async -> Desk {
        let desk = Desk(clock: clock)
        desk.snapshot = snapshot
        await desk.send(.painted)
        await desk.run(desk.state.start())
        await desk.send(.store(.lost(since: clock.now, reason: "connection refused")))
        return desk
    }

    @Test("What the database answered is kept, once, and again where something else is shown")
    func keeps() async throws {
        let desk = await Desk.open()
        await desk.wait(.seconds(2))
        let first = try #require(desk.snapshot)
        #expect(first.identity.person.login == "operator_1")
        #expect(first.events.count >= 6)
        #expect(first.workflows.count >= 5)
        #expect(first.packages.count == 3)
        let saves = { desk.effects.count { if case .saveSnapshot = $0 { true } else { false } } }
        #expect(saves() == 1)
        await desk.wait(.seconds(31))
        await desk.wait(.seconds(31))
        #expect(saves() == 1)
        try await openRequest(desk, tenant: "Delta Market")
        await desk.wait(.seconds(31))
        #expect(saves() == 2)
        #expect(desk.snapshot?.requests.contains { $0.tenant == "Delta Market" } == true)
    }

    @Test("Where the database does not answer at the start it is shown with its age, and nothing can be done on it")
    func shown() async throws {
        let (snapshot, clock) = try await Self.kept()
        clock.advance(by: .seconds(3 * 3_600))
        let desk = await Self.lostDesk(snapshot, clock)
        #expect(desk.shows("! Fallback Snapshot"))
        #expect(desk.shows("Fallback Snapshot of 2026-03-11 16:40"))
        #expect(desk.shows("3h"))
        #expect(desk.shows("connection refused"))
        #expect(desk.shows("READ-ONLY"))
        #expect(!desk.shows("Live Snapshot"))
        #expect(desk.shows("Worker + Analyst lease flagged"))
        await desk.press(.character("2"))
        #expect(desk.shows("Worker + Analyst lease flagged"))
        await desk.press(.character("5"), KeyEvent(.enter))
        await desk.type("Delta Market")
        await desk.press(KeyEvent(.character("s"), .control))
        #expect(desk.performed.isEmpty)
    }

    @Test("When the database answers, nothing of the snapshot is left, without a key press")
    func live() async throws {
        var (snapshot, clock) = try await Self.kept()
        snapshot.events[0].title = "Only in the snapshot"
        let desk = await Self.lostDesk(snapshot, clock)
        #expect(desk.shows("Only in the snapshot"))
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        #expect(!desk.shows("Only in the snapshot"))
        #expect(!desk.shows("Fallback Snapshot"))
        #expect(desk.shows("● Live Snapshot"))
        #expect(desk.shows("● Mutation enabled"))
        #expect(desk.shows("Worker + Analyst lease flagged"))
    }

    @Test("A database that keeps one waiting has the snapshot shown after two seconds")
    func waiting() async throws {
        let (snapshot, clock) = try await Self.kept()
        let desk = Desk(clock: clock)
        desk.snapshot = snapshot
        await desk.send(.painted)
        await desk.run(desk.state.start())
        await desk.wait(.seconds(1))
        #expect(!desk.shows("Fallback Snapshot"))
        let wake = try #require(desk.state.nextWake)
        #expect(wake <= clock.now.advanced(by: .seconds(1)))
        await desk.wait(.seconds(1))
        #expect(desk.shows("Fallback Snapshot"))
    }

    @Test("The first start ever without a database awaits its first sync, and shows nothing as live")
    func firstEver() async {
        let desk = await Self.lostDesk(nil, Desk.Clock(Desk.start))
        #expect(desk.shows("Awaiting first sync"))
        #expect(!desk.shows("Fallback Snapshot"))
        #expect(!desk.shows("Live Snapshot"))
    }

    @Test("Who connected stands on an admin's timeline and not on the overview, as it does while the database answers")
    func signIns() async throws {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        for number in 1...60 {
            var event = AuditEvent(
                id: "", occurredAt: clock.now, recordedAt: clock.now, stream: .auth, category: "session",
                severity: .low, action: "CONNECT", title: "Connection number \(number)")
            event.actorUsername = "operator_1"
            model.append(event)
        }
        let live = await Desk.open(as: "admin_1", model: model, clock: clock)
        await live.wait(.seconds(2))
        let snapshot = try #require(live.snapshot)
        #expect(snapshot.events.contains { $0.stream == .auth })

        let desk = Desk(as: "admin_1", model: model, clock: clock)
        desk.snapshot = snapshot
        await desk.send(.painted)
        await desk.run(desk.state.start())
        await desk.send(.store(.lost(since: clock.now, reason: "connection refused")))
        #expect(desk.shows("Fallback Snapshot"))
        #expect(!desk.shows("Connection number"))
        #expect(desk.shows("Worker + Analyst lease flagged"))
        await desk.press(.character("2"))
        #expect(desk.shows("Connection number 60"))
    }

    @Test("A session that saw the database keeps showing what it saw, not an older snapshot")
    func afterLoss() async throws {
        let (snapshot, clock) = try await Self.kept()
        let desk = await Desk.open(clock: clock)
        desk.snapshot = snapshot
        await desk.send(.store(.lost(since: clock.now, reason: "gone")))
        #expect(desk.shows("Stale Snapshot"))
        #expect(!desk.shows("Fallback Snapshot"))
    }
}
