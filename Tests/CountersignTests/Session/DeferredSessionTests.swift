// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import GovernanceStore
import GovernanceTestSupport
import Postgres
import PrivateCluster
import Synchronization
import Testing

@testable import countersign

@Suite("A session that opens behind the first frame")
struct DeferredSessionTests {
    private let coverage = InMemoryGovernance.coverage([.live])

    @Test("It begins when somebody asks, forwards to the session, and ends when closed")
    func opens() async throws {
        let governance = InMemoryGovernance.demonstration(now: { .system() })
        let openings = Mutex(0)
        let session = DeferredSession { body in
            openings.withLock { $0 += 1 }
            try await body(inMemorySession(governance, as: "auditor_1"))
        }
        let clients = session.clients(coverage: coverage)
        #expect(await clients.coverage.statuses().count == 5)
        #expect(openings.withLock { $0 } == 0)
        #expect(try await clients.people.identity().person.login == "auditor_1")
        #expect(try await clients.audit.page(EventQuery()).events.count == 6)
        var states: [StoreState] = []
        for await state in clients.storeStates() {
            states.append(state)
            if case .live = state { break }
        }
        #expect(states.last == .live(InMemoryGovernance.facts))
        for try await batch in clients.audit.tail(0) {
            #expect(batch.events.count == 6)
            break
        }
        await session.close()
        await #expect(throws: GovernanceError.self) { _ = try await clients.audit.status() }
        #expect(openings.withLock { $0 } == 1)
        #expect(session.fatal == nil)
    }

    @Test("B55: what may pass is told and tried again")
    func triesAgain() async throws {
        let governance = InMemoryGovernance.demonstration(now: { .system() })
        let openings = Mutex(0)
        let session = DeferredSession { body in
            let isFirst = openings.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { throw GovernanceError(.unavailable, "Nothing answers.") }
            try await body(inMemorySession(governance))
        }
        let clients = session.clients(coverage: coverage)
        var reasons: [String] = []
        for await state in clients.storeStates() {
            if case .lost(_, let reason) = state { reasons.append(reason) }
            if case .live = state { break }
        }
        #expect(reasons == ["Nothing answers."])
        await session.close()
    }

    @Test(
        "B55: a server that dies while the session opens may come back, whichever part of it notices",
        arguments: [
            (MigrationError(.unavailable, "") as any Error, true), (MigrationError(.locked, ""), true),
            (PostgresError(.serverClosed, ""), true), (PostgresError(.commitUnknown, ""), true),
            (PostgresError(.query, "", sqlState: "57P03"), true), (ClusterError(.startTimeout, ""), true),
            (GovernanceError(.unsettled, ""), true), (MigrationError(.drift, ""), false),
            (MigrationError(.failed, ""), false), (PostgresError(.query, "", sqlState: "42501"), false),
            (ClusterError(.postgresNotFound, ""), false),
        ])
    func mayPass(_ error: any Error, _ expected: Bool) {
        #expect(DeferredSession.mayPass(error) == expected)
    }

    @Test(
        "What waiting cannot help ends it, with the reason",
        arguments: [
            GovernanceError(.schemaTooOld, "Run: countersign migrate"), GovernanceError(.notPermitted, "No."),
        ])
    func fatal(_ reason: GovernanceError) async throws {
        let session = DeferredSession { _ in throw reason }
        let (ended, end) = AsyncStream<Void>.makeStream()
        session.whenFatal { end.finish() }
        let clients = session.clients(coverage: coverage)
        await #expect(throws: GovernanceError(.unavailable, reason.message)) {
            while true { _ = try await clients.people.identity() }
        }
        for await _ in ended {}
        #expect(session.fatal as? GovernanceError == reason)
        await session.close()
    }
}
