// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Postgres
import Testing

@testable import GovernanceStore

@Suite("Reading the trail", .temporaryDatabase)
struct AuditTests {
    /// Text that tries to be something else on its way.
    private static let hostile = [
        "plain", "quote ' and \" and \\ and \\x41 and {a,b} and null", "comma, {brace}, NULL", "line\nfeed\ttab\r",
        "bidi \u{202E}evil\u{202C} zero\u{200B}width tag\u{E0041}", "combining e\u{301} and 𝄞 and 🏴‍☠️", "%_ like \\%",
        " ",
    ]

    /// Appends events as the schema's owner does, past the governed functions.
    static func append(_ database: TemporaryDatabase, _ assignments: [Query]) async throws -> String {
        try await database.withConnection { connection in
            try await connection.withTransaction { connection in
                try await connection.execute("set local role countersign_owner", prepare: false)
                var record: Query = "jsonb_build_object("
                for (index, assignment) in assignments.enumerated() {
                    record += index == 0 ? assignment : ", \(assignment)"
                }
                let rows = try await connection.query(
                    """
                    select countersign.append_event( \
                    jsonb_populate_record(null::countersign.event, \(record))))::text
                    """, prepare: false)
                return try #require(try rows.first?.decode(0, as: String.self))
            }
        }
    }

    private static let base: [Query] = [
        "'stream', 'governance'", "'category', 'quota'", "'severity', 'high'", "'outcome', 'failed'",
        "'action', 'TEST_EVENT'",
    ]

    @Test("every column comes back as it was written, hostile text included", arguments: hostile)
    func roundTrip(text: String) async throws {
        let database = try TemporaryDatabase.required
        let long = String(repeating: text, count: 3)
        let id = try await Self.append(
            database,
            Self.base + [
                "'title', \(text)::text", "'detail', \(long)::text", "'actor_username', \(text)::text",
                "'actor_email', \(text)::text", "'actor_roles', to_jsonb(\([text, "operator", ""]))",
                "'actor_auth_method', \(text)::text", "'client_address', \(text)::text",
                "'resource_type', \(text)::text",
                "'resource_id', \(text)::text", "'tenant', \(text)::text", "'environment', \(text)::text",
                "'package_id', \(text)::text", "'request_id', \(text)::text", "'correlation_id', \(text)::text",
                "'result_reference', \(text)::text", "'error_code', \(text)::text", "'error_message', \(text)::text",
                "'surface', 'cli'", "'backend', 'mock'", "'coverage', '2/5'",
                "'changes', jsonb_build_object(\(text)::text, jsonb_build_object('old', null, 'new', \(text)::text, 'n', 12))",
            ])
        let event = try await database.withStore(as: .finance1) { store in
            try #require(try await store.audit.event("audit_" + id))
        }
        #expect(event.id == "audit_" + id)
        #expect(event.format == 1)
        #expect(event.stream == .governance)
        #expect(event.category == "quota")
        #expect(event.severity == .high)
        #expect(event.outcome == .failed)
        #expect(event.action == "TEST_EVENT")
        // scalar by scalar: strings that only look alike are equal to Swift
        func same(_ value: String?, _ expected: String) -> Bool {
            value.map { $0.utf8.elementsEqual(expected.utf8) } ?? false
        }
        #expect(same(event.title, text))
        #expect(same(event.detail, long))
        for value in [
            event.actorUsername, event.actorEmail, event.actorAuthMethod, event.clientAddress, event.resourceType,
            event.resourceID, event.tenant, event.environment, event.packageID, event.requestID, event.correlationID,
            event.resultReference, event.errorCode, event.errorMessage,
        ] {
            #expect(same(value, text))
        }
        #expect(event.actorRoles == [text, "operator", ""])
        #expect(event.surface == "cli")
        #expect(event.backend == "mock")
        #expect(event.coverage == "2/5")
        #expect(event.changes == .object([text: .object(["old": .null, "new": .string(text), "n": .integer(12)])]))
        #expect(event.origin == nil)
        #expect(event.originEventID == nil)
        #expect(event.occurredAt == event.recordedAt)
        #expect(event.recordedAt.millisecond == RecordingID.millisecond(of: id))
    }

    @Test("what is not there stays away, and a claim keeps its origin and its time")
    func claim() async throws {
        let database = try TemporaryDatabase.required
        let filter = EventFilter(terms: [.init(field: .origin, values: ["demonstration"])])
        let events = try await database.withStore(as: .auditor1) { store in
            try await Self.everything(store, EventQuery(filter: filter, limit: 4))
        }
        #expect(
            events.map(\.title) == [
                "Break-glass request opened for Northwind Studio", "Worker + Analyst lease flagged for finance review",
                "ACL seed package approved for Harbor Goods", "Deployment package approved for POD Engine Alpha",
                "Rollback package staged for POD Engine Bravo",
                "Retirement package pre-reviewed for POD Engine Charlie",
            ])
        let event = try #require(events.first)
        #expect(event.isClaim)
        #expect(event.stream == .runtime)
        #expect(event.occurredAt == Timestamp(rfc3339: "2026-03-11T16:31:00Z"))
        #expect(event.actorRoles.isEmpty)
        #expect(event.changes == nil)
        #expect(event.requestID == nil)
    }

    @Test("A17, C29: restricted streams are there for admins alone, and a filter on one says so")
    func tiers() async throws {
        let database = try TemporaryDatabase.required
        let id = try await Self.append(
            database,
            [
                "'stream', 'control'", "'category', 'runner'", "'severity', 'low'", "'outcome', 'succeeded'",
                "'action', 'PAUSE_RUNNER'", "'title', 'Runner paused'::text",
            ])
        let filter = EventFilter(terms: [.init(field: .stream, values: ["control"])])
        try await database.withStore(as: .operator1) { store in
            let page = try await store.audit.page(EventQuery(filter: filter))
            #expect(page.events.isEmpty)
            #expect(page.note == "Only admins can read the stream control.")
            #expect(try await store.audit.event(id) == nil)
            let all = try await store.audit.page(EventQuery(limit: 1_000))
            #expect(!all.events.contains { $0.stream.isRestricted })
        }
        try await database.withStore(as: .admin1) { store in
            let page = try await store.audit.page(EventQuery(filter: filter, limit: 1_000))
            #expect(page.events.contains { $0.id == "audit_" + id })
            #expect(page.events.allSatisfy { $0.stream == .control })
            #expect(page.note == nil)
            #expect(try await store.audit.event(id)?.action == "PAUSE_RUNNER")
        }
    }

    @Test("B57, C24–C26: the page holds exactly the events that the filter's own meaning picks")
    func filters() async throws {
        let database = try TemporaryDatabase.required
        for index in 0..<40 {
            _ = try await Self.append(
                database,
                [
                    "'stream', \(["governance", "system"][index % 2])::text", "'category', 'quota'",
                    "'severity', \(Severity.allCases[index % 4].rawValue)::text", "'outcome', 'failed'",
                    "'action', \("FILTER_\(index % 3)")::text", "'title', \("Filtered 100% number \(index)")::text",
                    "'tenant', \(index % 5 == 0 ? "Harbor Goods" : "Delta Market")::text",
                    "'resource_type', \(index % 2 == 0 ? "bundle" : "source")::text",
                    "'resource_id', \("r\(index % 4)")::text", "'actor_username', \("filter_\(index % 3)")::text",
                ])
        }
        func term(
            _ field: EventFilter.Field, _ values: [String], _ comparison: EventFilter.Comparison = .equal,
            isNegated: Bool = false
        ) -> EventFilter.Term {
            EventFilter.Term(field: field, comparison: comparison, values: values, isNegated: isNegated)
        }
        let cases: [([EventFilter.Term], [String], Int)] = [
            ([term(.action, ["FILTER_0", "FILTER_1"])], [], 27),
            ([term(.action, ["FILTER_0"]), term(.severity, ["high"], .atLeast)], [], 7),
            ([term(.resource, ["bundle/r0"])], [], 10),
            ([term(.resource, ["/r1"])], [], 10),
            ([term(.resource, ["/r1", "source/r1"])], [], 10),
            ([term(.tenant, ["Harbor Goods"]), term(.actor, ["filter_0"])], [], 3),
            (
                [
                    term(.actor, ["filter_0", "filter_1", "filter_2"]),
                    term(.tenant, ["Harbor Goods"], isNegated: true),
                ], [], 32
            ),
            ([], ["filtered 100%"], 40),
            ([term(.stream, ["system"])], ["FILTERED 100% NUMBER 1"], 6),
        ]
        try await database.withStore(as: .finance1) { store in
            for (terms, phrases, count) in cases {
                for order in EventQuery.Order.allCases {
                    let filter = EventFilter(terms: terms, phrases: phrases.map { EventFilter.Phrase(text: $0) })
                    let found = try await Self.everything(store, EventQuery(filter: filter, order: order, limit: 7))
                    #expect(found.count == count, "\(filter) \(order)")
                    #expect(Set(found.map(\.id)).count == found.count)
                }
            }
        }
    }

    /// All pages of a query, in the order in which they come.
    static func everything(_ store: GovernanceStore, _ query: EventQuery) async throws -> [AuditEvent] {
        var query = query
        var events: [AuditEvent] = []
        while true {
            let page = try await store.audit.page(query)
            #expect(page.events.count <= query.limit)
            events += query.direction == .older ? page.events : page.events.reversed()
            if page.reachedEnd { return events }
            let last = query.direction == .older ? page.events.last : page.events.first
            let next: EventCursor = try #require(
                page.resume ?? last.map { EventCursor(id: $0.id, occurredAt: $0.occurredAt) })
            query.cursor = next
        }
    }

    @Test("times of recording bound the page to the microsecond")
    func times() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .finance1) { store in
            let newest = try await store.audit.page(EventQuery(limit: 3)).events
            let middle = try #require(newest.dropFirst().first)
            let since = EventFilter(since: middle.recordedAt)
            let events = try await store.audit.page(EventQuery(filter: since, limit: 1_000)).events
            #expect(events.contains(middle))
            #expect(events.allSatisfy { $0.recordedAt >= middle.recordedAt })
            let until = EventFilter(until: middle.recordedAt)
            let before = try await store.audit.page(EventQuery(filter: until, limit: 1_000)).events
            #expect(!before.contains(middle))
            #expect(before.allSatisfy { $0.recordedAt < middle.recordedAt })
        }
    }

    @Test("a cursor that is none is refused, and an unknown id is nothing")
    func ids() async throws {
        try await TemporaryDatabase.required.withStore(as: .operator1) { store in
            let error = await #expect(throws: GovernanceError.self) {
                try await store.audit.page(EventQuery(cursor: EventCursor(id: "x' or true --")))
            }
            #expect(error?.code == .invalidInput)
            let none = try await store.audit.event("nothing")
            #expect(none == nil)
            let unknown = try await store.audit.event("audit_0198c2e4-aaaa-7bbb-8ccc-0123456789ab")
            #expect(unknown == nil)
        }
    }
}
