// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Postgres
import Testing

@testable import GovernanceStore

@Suite("C39: what the daemon does with the database", .temporaryDatabase)
struct ServiceStoreTests {
    private func withStore(
        login: String = "countersign_service", _ body: (ServiceStore) async throws -> Void
    ) async throws {
        let store = ServiceStore(connection: try TemporaryDatabase.required.configuration(login: login))
        do {
            try await body(store)
            await store.close()
        } catch {
            await store.close()
            throw error
        }
    }

    private func batch(
        _ origin: String, after: String?, next: String?, _ numbers: ClosedRange<Int>
    ) -> FeedBatch {
        FeedBatch(
            origin: origin, after: after, next: next,
            records: numbers.map { number in
                ImportRecord(
                    originEventID: "e-\(number)", occurredAt: Timestamp(microseconds: 1_688_989_344_000_001),
                    severity: .low, action: "TOOL_EXECUTION", title: "tool \(number)")
            })
    }

    @Test("A person is refused every step of it")
    func persons() async throws {
        for login in ["operator_1", "admin_1", "auditor_1"] {
            try await withStore(login: login) { store in
                let take = await #expect(throws: GovernanceError.self) {
                    try await store.take(batch("Refused", after: nil, next: "c1", 1...1))
                }
                #expect(take?.code == .notPermitted)
                let read = await #expect(throws: GovernanceError.self) { try await store.feedCursor(of: "Refused") }
                #expect(read?.code == .notPermitted)
                let cover = await #expect(throws: GovernanceError.self) {
                    try await store.recordCoverage(status(.live), observer: "host", coverage: .init(live: 1, total: 1))
                }
                #expect(cover?.code == .notPermitted)
            }
        }
    }

    @Test("Records and cursor move together; who comes with an old cursor takes nothing and learns the new one")
    func cursor() async throws {
        try await withStore { store in
            let start = try await store.feedCursor(of: "Feed")
            #expect(start == nil)
            let first = try await store.take(batch("Feed", after: nil, next: "c3", 1...3))
            #expect(first == FeedOutcome(kind: .taken, cursor: "c3", inserted: 3))
            let stale = try await store.take(batch("Feed", after: nil, next: "c4", 1...4))
            #expect(stale == FeedOutcome(kind: .moved, cursor: "c3"))
            let second = try await store.take(batch("Feed", after: "c3", next: "c5", 3...5))
            #expect(second == FeedOutcome(kind: .taken, cursor: "c5", inserted: 2, duplicates: 1))
            #expect(try await store.feedCursor(of: "Feed") == "c5")
        }
    }

    @Test("A line is set aside byte for byte, a reason without what PostgreSQL cannot store")
    func poison() async throws {
        try await withStore { store in
            var bad = FeedBatch(origin: "Poison", after: nil, next: "c1")
            bad.poison = [
                FeedBatch.Poison(
                    line: [0, 255, 10, 92], length: 4, sha256: [UInt8](repeating: 7, count: 32), reason: "NUL \0 in it")
            ]
            #expect(try await store.take(bad) == FeedOutcome(kind: .taken, cursor: "c1", poison: 1))
            let row = try await TemporaryDatabase.required.withConnection { connection in
                try await connection.query(
                    """
                    select concat_ws(' ', encode(line, 'hex'), bytes, encode(sha256, 'hex'), reason) \
                    from countersign.feed_poison where origin = 'Poison'
                    """
                ).first?.decode(0, as: String.self)
            }
            #expect(row == "00ff0a5c 4 \(String(repeating: "07", count: 32)) NUL  in it")
        }
    }

    @Test("A value that PostgreSQL cannot take is invalid input, and nothing of its batch is taken")
    func invalid() async throws {
        try await withStore { store in
            var batch = batch("Invalid", after: nil, next: "c2", 1...2)
            batch.records[1].title = "a\0b"
            let bad = batch
            let error = await #expect(throws: GovernanceError.self) { try await store.take(bad) }
            #expect(error?.code == .invalidInput)
            let cursor = try await store.feedCursor(of: "Invalid")
            #expect(cursor == nil)
        }
    }

    @Test("B15 B22: a change of coverage is one event, whoever says it again")
    func coverage() async throws {
        try await withStore { store in
            let coverage = CoverageSummary(live: 3, total: 5)
            let event = try await store.recordCoverage(status(.offline), observer: "host", coverage: coverage)
            #expect(event?.hasPrefix("audit_") == true)
            let again = try await store.recordCoverage(status(.offline), observer: "host", coverage: coverage)
            #expect(again == nil)
            let identifier = try #require(event)
            let found = try await TemporaryDatabase.required.withStore(as: .auditor1) { store in
                try await store.audit.event(identifier)
            }
            #expect(found?.action == "SOURCE_OFFLINE" && found?.stream == .system && found?.coverage == "3/5")
        }
    }

    // The others of this suite work as a daemon, so this has a database of its own.
    @Test("B15: whoever is to record alone leaves it to a daemon, but not to another of its kind", .temporaryDatabase)
    func alone() async throws {
        let login = try TemporaryDatabase.required.configuration(login: "countersign_service")
        func store(_ name: String) -> ServiceStore {
            ServiceStore(connection: login, name: name, connectionLimit: 1)
        }
        let coverage = CoverageSummary(live: 3, total: 5)
        let (first, second, daemon) = (store("console"), store("console"), store(ServiceStore.daemonName))
        func record(_ state: SourceStatus.State, _ store: ServiceStore) async throws -> String? {
            try await store.recordCoverage(status(state), observer: "alone", coverage: coverage, isAlone: true)
        }
        /// What is known of the source.
        func state() async throws -> String? {
            try await TemporaryDatabase.required.withConnection { connection in
                try await connection.query("select state from countersign.source_state where observer = 'alone'").first?
                    .decode(0)
            }
        }
        _ = try await daemon.sealing()
        #expect(try await record(.live, first) == nil)
        #expect(try await record(.live, second) == nil)
        #expect(try await state() == nil)
        await daemon.close()
        try await eventually { try await record(.live, first) != nil }
        #expect(try await state() == "live")
        // The first stays connected, and says nothing more.
        #expect(try await record(.offline, second) == nil)
        #expect(try await state() == "offline")
        try await TemporaryDatabase.required.withConnection { connection in
            try await connection.script(
                """
                set role countersign_owner; update countersign.source_watch \
                set recorded_at = recorded_at - interval '1 minute' where observer = 'alone'
                """)
        }
        #expect(try await record(.offline, second) != nil)
        await first.close()
        await second.close()
    }

    private func status(_ state: SourceStatus.State) -> SourceStatus {
        SourceStatus(
            source: SourceDefinition(name: "Node Runtime", url: "http://127.0.0.1:8082"), state: state,
            message: "HTTP\0 503", checkedAt: Timestamp(microseconds: 0))
    }
}
