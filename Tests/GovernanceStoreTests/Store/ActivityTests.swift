// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Postgres
import Testing

@testable import GovernanceStore

@Suite("Counts of the trail, and exports in it", .temporaryDatabase, .serialized)
struct ActivityTests {
    @Test("C29 C49: counts by bucket are the sealed events, as far as the person may read")
    func counts() async throws {
        let database = try TemporaryDatabase.required
        _ = try await AuditTests.append(
            database,
            [
                "'stream', 'auth'", "'category', 'session'", "'severity', 'critical'", "'outcome', 'denied'",
                "'action', 'LOGIN'", "'title', 'Somebody knocked'",
            ])
        try await database.seal()
        let total = try await database.withConnection { connection in
            try await connection.query("select count(*) from countersign.event_seq").first?.decode(0, as: Int64.self)
        }
        // another test of this database makes counts of 2020 up
        let since = Timestamp(rfc3339: "2021-01-01T00:00:00Z")
        for unit in ActivityUnit.allCases {
            let all = try await database.withStore(as: .admin1) { store in
                try await store.audit.activity(ActivityQuery(unit: unit, since: since))
            }
            #expect(all.reduce(0) { $0 + $1.events } == total)
            #expect(all.allSatisfy { unit.start(of: $0.start) == $0.start })
            #expect(all.contains { $0.stream == .auth && $0.severity == .critical })
            let open = try await database.withStore(as: .auditor1) { store in
                try await store.audit.activity(ActivityQuery(unit: unit, since: since))
            }
            #expect(!open.isEmpty && open.allSatisfy { !$0.stream.isRestricted })
        }
    }

    @Test("Counts are held to full hours, and the newest are kept where there are too many")
    func bounds() async throws {
        let database = try TemporaryDatabase.required
        let start = try #require(Timestamp(rfc3339: "2020-01-01T00:00:00Z"))
        try await database.withConnection { connection in
            try await connection.withTransaction { connection in
                try await connection.execute("set local role countersign_owner", prepare: false)
                try await connection.execute(
                    """
                    insert into countersign.event_activity (hour, stream, severity, events) \
                    select timestamptz '2020-01-01Z' + n.n * interval '1 hour', 'runtime', 'low', 2 \
                    from generate_series(0, 99) as n (n)
                    """, prepare: false)
            }
        }
        try await database.withStore(as: .auditor1) { store in
            func counts(
                _ unit: ActivityUnit, _ since: Int, _ until: Int, limit: Int = 1_000
            ) async throws -> [ActivityCount] {
                try await store.audit.activity(
                    ActivityQuery(
                        unit: unit, since: start.advanced(by: .seconds(since)),
                        until: start.advanced(by: .seconds(until)), limit: limit))
            }
            #expect(try await counts(.hour, 0, 7_200).map(\.events) == [2, 2])
            #expect(try await counts(.hour, 1, 7_201).map(\.events) == [2, 2, 2])
            #expect(try await counts(.day, 0, 400_000).map(\.events) == [48, 48, 48, 48, 8])
            #expect(try await counts(.month, 0, 400_000).map(\.events) == [200])
            let newest = try await counts(.day, 0, 400_000, limit: 2)
            #expect(
                newest.map(\.start) == [
                    start.advanced(by: .seconds(3 * 86_400)), start.advanced(by: .seconds(4 * 86_400)),
                ])
        }
    }

    @Test("B58: an export is recorded for whoever exports; a read-only session records nothing")
    func exports() async throws {
        let database = try TemporaryDatabase.required
        let summary = ExportSummary(
            format: .csv, filter: "severity:high", count: 0, sha256: String(repeating: "ab", count: 32), firstID: nil,
            lastID: nil)
        try await database.withStore(as: .auditor1) { store in
            let result = try await store.audit.recordExport(summary, ActionContext(surface: "console", coverage: "1/5"))
            #expect(result.outcome == .succeeded)
            let id = try #require(result.eventID)
            let event = try #require(try await store.audit.event(id))
            #expect(event.action == "EXPORT_EVENTS" && event.actorUsername == "auditor_1")
            #expect(event.surface == "console" && event.coverage == "1/5")
            #expect(event.resourceID == summary.sha256)
        }
    }
}
