// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("What arrives while one looks")
struct ArrivalTests {
    /// Two people at one model; the second one has loaded everything.
    private static func desks() async -> (first: Desk, second: Desk) {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        let first = await Desk.open(as: "operator_1", model: model, clock: clock)
        let second = await Desk.open(as: "operator_2", width: 200, height: 60, model: model, clock: clock)
        return (first, second)
    }

    private static func changedLoads(_ desk: Desk) -> [[String]] {
        desk.effects.compactMap { effect in
            if case .loadChangedRequests(let ids, _) = effect { ids } else { nil }
        }
    }

    private static func fullLoads(_ desk: Desk) -> Int {
        desk.effects.count { if case .loadRequests = $0 { true } else { false } }
    }

    @Test("C2: an event about a request has that request read, not all of them")
    func changedOnly() async throws {
        let (first, second) = await Self.desks()
        let before = Self.fullLoads(second)
        try await openRequest(first, tenant: "Delta Market")
        await second.deliverArrivals()
        let id = try #require(first.model.requests.first?.id)
        #expect(Self.changedLoads(second) == [[id]])
        #expect(Self.fullLoads(second) == before)
        #expect(second.state.requestRows.contains { $0.id == id })
    }

    @Test("C2: what happens while requests are read is read afterwards, once")
    func oneAtATime() async throws {
        let (first, second) = await Self.desks()
        second.isHolding = { if case .loadChangedRequests = $0 { true } else { false } }
        try await openRequest(first, tenant: "Delta Market")
        await second.deliverArrivals()
        for tenant in ["Harbor Goods", "Juniper Health"] {
            await first.press(KeyEvent(.escape), KeyEvent(.escape))
            try await openRequest(first, tenant: tenant)
            await second.deliverArrivals()
        }
        #expect(Self.changedLoads(second).count == 1)
        await second.release()
        // the desk notes a load again when it is released
        #expect(Self.changedLoads(second).map(\.count) == [1, 1, 2])
        #expect(second.state.waitingCount == 3)
        #expect(second.state.waitingCount == second.state.waitingRows.count)
    }

    @Test("C2: an answer about single requests that a reading of all has overtaken is not believed")
    func overtaken() async throws {
        let (first, second) = await Self.desks()
        second.isHolding = { if case .loadChangedRequests = $0 { true } else { false } }
        try await openRequest(first, tenant: "Delta Market")
        await second.deliverArrivals()
        let stale = try #require(first.model.requests.first)
        let token = try #require(second.state.requests.changedToken)
        await second.press(.character("r"))
        #expect(second.state.requestRows.contains { $0.id == stale.id })
        var older = stale
        older.tenant = "Before"
        await second.send(.changedRequestsLoaded(.success([older]), token: token))
        #expect(!second.state.requestRows.contains { $0.request?.tenant == "Before" })
    }

    @Test("C2: with very many at once the list is read as a whole")
    func many() async {
        let (_, desk) = await Self.desks()
        let before = Self.fullLoads(desk)
        let events = (0...Requests.mostChanged).map { number in
            AuditEvent(
                id: "audit_\(number)", occurredAt: Desk.start, recordedAt: Desk.start, stream: .governance,
                category: "privileged-access", severity: .low, action: "OPEN_REQUEST", title: "Number \(number)",
                requestID: "req_\(number)")
        }
        await desk.send(.tailAdvanced(TailBatch(events: events, head: 1_000)))
        #expect(Self.fullLoads(desk) == before + 1)
        #expect(Self.changedLoads(desk).isEmpty)
    }

    @Test("B2: a console that shows nothing yet asks for rows before anything else")
    func rowsFirst() async {
        let desk = Desk()
        await desk.send(.painted)
        desk.isHolding = { if case .loadLatest = $0 { true } else { false } }
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        let asked = desk.effects.filter { $0.scope != .sources }
        #expect(asked.map(\.scope) == [.trailStatus, .latest])
        await desk.release()
        let scopes = Set(desk.effects.compactMap(\.scope))
        #expect(scopes.isSuperset(of: [.tail, .timeline, .identity, .catalog, .requests]))
    }

    @Test("B9: what arrives while the newest events are asked for is not overwritten by an older answer")
    func arrivalBeforeAnswer() async {
        let desk = Desk()
        await desk.send(.painted)
        desk.isHolding = { if case .loadLatest = $0 { true } else { false } }
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        #expect(desk.state.overview.latest.isLoading)
        let event = AuditEvent(
            id: "audit_ffffffff-ffff-7fff-8fff-000000000001", occurredAt: Desk.start, recordedAt: Desk.start,
            stream: .governance, category: "privileged-access", severity: .low, action: "OPEN_REQUEST",
            title: "Arrived meanwhile")
        await desk.send(.tailAdvanced(TailBatch(events: [event], head: 1_000)))
        await desk.release()
        #expect(!desk.state.overview.latest.isLoading)
        #expect(desk.state.overviewEvents.first?.id == event.id)
        #expect(desk.state.overview.arrivals.isEmpty)
    }

    @Test("B60: where more requests are open than are listed, the screen says so")
    func cutList() async throws {
        let (first, second) = await Self.desks()
        try await openRequest(first, tenant: "Delta Market")
        await second.deliverArrivals()
        await second.press(.character("6"))
        #expect(!second.shows("open requests; older ones"))
        let request = try #require(first.model.requests.first)
        let many = (0..<Console.openRequestLimit).map { number in
            var copy = request
            copy.id = "req_\(number)"
            return copy
        }
        second.state.requests.loaded.value = many
        #expect(second.shows("The newest 1000 open requests; older ones"))
    }
}
