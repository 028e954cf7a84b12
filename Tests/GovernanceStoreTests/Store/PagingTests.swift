// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Synchronization
import Testing

@testable import GovernanceStore

@Suite("Paging while others write", .temporaryDatabase, .serialized)
struct PagingTests {
    /// Opens requests until it is told to stop.
    private final class Writers: Sendable {
        private let isDone = Mutex(false)

        func stop() {
            isDone.withLock { $0 = true }
        }

        func write(as persona: TemporaryDatabase.Persona, to database: TemporaryDatabase) async throws {
            try await database.withStore(as: persona) { store in
                while !isDone.withLock({ $0 }) {
                    _ = try await store.workflow.open(
                        BreakGlassTests.draft(tenant: "Meanwhile"), BreakGlassTests.context)
                }
            }
        }
    }

    @Test(
        "A31, C48: every event that was there comes exactly once, both ways", .timeLimit(.minutes(5)),
        arguments: EventQuery.Order.allCases)
    func exactlyOnce(order: EventQuery.Order) async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .operator1) { store in
            for index in 0..<60 {
                let result = try await store.workflow.open(
                    BreakGlassTests.draft(tenant: "Tenant \(index)"), BreakGlassTests.context)
                #expect(result.outcome == .succeeded)
            }
        }
        let writers = Writers()
        try await withThrowingTaskGroup { group in
            for persona in [TemporaryDatabase.Persona.operator1, .operator2] {
                group.addTask { try await writers.write(as: persona, to: database) }
            }
            try await database.withStore(as: .auditor1) { store in
                let before = try await AuditTests.everything(store, EventQuery(order: order, limit: 1_000))
                let expected = Set(before.map(\.id))
                for direction in [EventQuery.Direction.older, .newer] {
                    // the end towards which others write is not waited for
                    let query = EventQuery(
                        filter: EventFilter(until: before.first?.recordedAt.advanced(by: .microseconds(1))),
                        order: order, direction: direction, limit: 13)
                    let seen = try await AuditTests.everything(store, query).map(\.id)
                    #expect(Set(seen).count == seen.count)
                    #expect(expected.isSubset(of: Set(seen)))
                }
            }
            writers.stop()
            try await group.waitForAll()
        }
    }

    @Test("the order of occurrence is the events' own, whatever the time of recording")
    func occurrence() async throws {
        try await TemporaryDatabase.required.withStore(as: .auditor1) { store in
            let events = try await AuditTests.everything(
                store, EventQuery(order: .occurred, direction: .older, limit: 5))
            #expect(events.map(\.occurredAt) == events.map(\.occurredAt).sorted(by: >))
            let backwards = try await AuditTests.everything(
                store, EventQuery(order: .occurred, direction: .newer, limit: 5))
            // others may have written since
            #expect(backwards.prefix(events.count).map(\.id) == events.map(\.id).reversed())
            // a cursor without a time is looked up
            let third = try #require(events.dropFirst(2).first)
            let page = try await store.audit.page(
                EventQuery(order: .occurred, cursor: EventCursor(id: third.id), limit: 2))
            #expect(page.events.map(\.id) == events.dropFirst(3).prefix(2).map(\.id))
        }
    }
}
