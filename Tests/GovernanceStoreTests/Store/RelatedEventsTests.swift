// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Testing

@testable import GovernanceStore

@Suite("C40: related events in PostgreSQL", .temporaryDatabase)
struct RelatedEventsTests {
    private static let start = Timestamp(microseconds: 1_776_000_000_000_000)

    private static func record(_ id: String, after seconds: Int, actor: String?) -> ImportRecord {
        ImportRecord(
            originEventID: id, occurredAt: start.advanced(by: .seconds(seconds)), severity: .low, action: "CALL",
            title: id, actorUsername: actor)
    }

    @Test("Reported changes and calls find each other, whatever the order in which they came in")
    func related() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .operator1) { store in
            var change = Self.record("change", after: 0, actor: "root")
            change.resourceType = "user"
            change.resourceID = "agent@example.com"
            var first = Self.record("first", after: 60, actor: "agent@example.com")
            var second = Self.record("second", after: 120, actor: "agent@example.com")
            var close = Self.record("close", after: 90_000, actor: nil)
            (first.resourceType, first.resourceID, first.correlationID) = ("tool", "tickets:list", "s-1")
            (second.resourceType, second.resourceID) = ("tool", "tickets:list")
            close.correlationID = "s-1"
            let late = Self.record("late", after: 7_200, actor: "agent@example.com")
            let records = [late, second, close, change, first]
            let result = try await store.imports.importBatch("feed-x", records, ActionContext(surface: "cli"))
            #expect(result.inserted == 5)
            let events = try await store.audit.page(
                EventQuery(filter: try EventFilter(parsing: "origin:feed-x", now: Timestamp(microseconds: 0)))
            ).events
            let byTitle = Dictionary(events.map { ($0.title, $0) }, uniquingKeysWith: { $1 })
            func groups(_ title: String) async throws -> [EventRelation: [String]] {
                guard let event = byTitle[title] else { return [:] }
                let found = try await store.audit.related(to: event, within: .seconds(3_600), limit: 20)
                return Dictionary(uniqueKeysWithValues: found.groups.map { ($0.relation, $0.events.map(\.title)) })
            }
            #expect(try await groups("change") == [.subject: ["first", "second"]])
            #expect(
                try await groups("first") == [
                    .correlation: ["close"], .principal: ["second"], .standing: ["change"],
                ])
            #expect(try await groups("close") == [.correlation: ["first"]])
        }
    }
}
