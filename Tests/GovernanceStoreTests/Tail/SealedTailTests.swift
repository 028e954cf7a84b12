// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Logging
import Postgres
import Synchronization
import Testing

@testable import GovernanceStore

/// The tail and the sealer against PostgreSQL.
@Suite("The sealed tail", .temporaryDatabase, .serialized, .timeLimit(.minutes(5)))
struct SealedTailTests {
    /// Runs `body` while a sealer works.
    private static func sealing<Value: Sendable>(
        _ database: TemporaryDatabase, count: Int = 1, _ body: () async throws -> Value
    ) async throws -> Value {
        let sealer = Sealer(connection: database.configuration(login: "countersign_service"))
        let tasks = (0..<count).map { _ in Task { try await sealer.run() } }
        defer { for task in tasks { task.cancel() } }
        return try await body()
    }

    /// The events of a tail until so many have come.
    private static func collect(
        _ tail: AsyncThrowingStream<TailBatch, any Error>, until count: Int
    ) async throws -> [AuditEvent] {
        var events: [AuditEvent] = []
        for try await batch in tail {
            events += batch.events
            if events.count >= count { break }
        }
        return events
    }

    @Test("an event of another connection arrives, once and in order, from several sealers at work")
    func otherConnection() async throws {
        let database = try TemporaryDatabase.required
        try await database.seal()
        try await Self.sealing(database, count: 3) {
            let reader = database.store(as: .operator2)
            let head = try await reader.audit.status().sealedHead
            let tail = reader.audit.tail(head)
            var opened: [String] = []
            try await database.withStore(as: .operator1) { store in
                for index in 0..<8 {
                    let result = try await store.workflow.open(
                        BreakGlassTests.draft(tenant: "Tail \(index)"), BreakGlassTests.context)
                    opened.append(try #require(result.eventID))
                }
            }
            let events = try await Self.collect(tail, until: 8)
            #expect(events.map(\.id) == opened)
            let sequences = events.compactMap(\.sequence)
            #expect(sequences == sequences.sorted())
            #expect(Set(sequences).count == 8)
            await reader.close()
        }
    }

    @Test("C55: what keeps expiry from being recorded does not keep events from being sealed")
    func failingExpiry() async throws {
        let database = try TemporaryDatabase.required
        try await database.seal()
        try await database.withConnection { connection in
            _ = try await connection.execute(
                "revoke execute on function countersign.expire_due(integer) from countersign_service")
        }
        let log = RecordedWarnings()
        let sealer = Sealer(
            connection: database.configuration(login: "countersign_service"),
            logger: Logger(label: "sealer") { _ in log })
        let sealing = Task { try await sealer.run() }
        defer { sealing.cancel() }
        let reader = database.store(as: .auditor1)
        let head = try await reader.audit.status().sealedHead
        try await database.withStore(as: .operator1) { store in
            for index in 0..<3 {
                let opened = try await store.workflow.open(
                    BreakGlassTests.draft(tenant: "Late \(index)"), BreakGlassTests.context)
                let events = try await Self.collect(reader.audit.tail(head + Int64(index)), until: 1)
                #expect(events.map(\.id) == [opened.eventID])
            }
        }
        #expect(log.messages.first?.hasPrefix("What has run out of time could not be recorded") == true)
        await reader.close()
        try await database.withConnection { connection in
            _ = try await connection.execute(
                "grant execute on function countersign.expire_due(integer) to countersign_service")
        }
    }

    @Test("without a start the tail begins at the present head")
    func fromNow() async throws {
        let database = try TemporaryDatabase.required
        try await database.seal()
        try await Self.sealing(database) {
            let store = database.store(as: .operator1)
            var tail = store.audit.tail(nil).makeAsyncIterator()
            let first = try #require(try await tail.next())
            #expect(first.events.isEmpty)
            let opened = try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
            var seen: [AuditEvent] = []
            while seen.isEmpty { seen += try #require(try await tail.next()).events }
            #expect(seen.first?.id == opened.eventID)
            await store.close()
        }
    }

    @Test("a tail goes on after its connections are cut off, without losing or repeating an event")
    func cutOff() async throws {
        let database = try TemporaryDatabase.required
        try await database.seal()
        try await Self.sealing(database) {
            let reader = database.store(as: .auditor1)
            let head = try await reader.audit.status().sealedHead
            let tail = reader.audit.tail(head)
            let events = Task { try await Self.collect(tail, until: 6) }
            var opened: [String] = []
            for index in 0..<6 {
                try await database.withConnection { connection in
                    // whoever reads, listens or seals in this database loses the connection
                    _ = try await connection.execute(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity \
                        where datname = current_database() and pid <> pg_backend_pid()
                        """)
                }
                try await database.withStore(as: .operator1) { store in
                    let result = try await store.workflow.open(
                        BreakGlassTests.draft(tenant: "Cut \(index)"), BreakGlassTests.context)
                    opened.append(try #require(result.eventID))
                }
            }
            #expect(try await events.value.map(\.id) == opened)
            await reader.close()
        }
    }

    @Test("events of restricted streams move the head of those who may not read them")
    func restricted() async throws {
        let database = try TemporaryDatabase.required
        try await database.seal()
        try await database.withStore(as: .operator1) { store in
            let head = try await store.audit.status().sealedHead
            _ = try await AuditTests.append(
                database,
                [
                    "'stream', 'auth'", "'category', 'session'", "'severity', 'low'", "'outcome', 'succeeded'",
                    "'action', 'LOGIN'", "'title', 'Somebody logged in'::text",
                ])
            var tail = store.audit.tail(head).makeAsyncIterator()
            try await database.seal()
            let batch = try #require(try await tail.next())
            #expect(batch.head > head)
            #expect(!batch.events.contains { $0.stream.isRestricted })
        }
    }

    @Test("B61: what has run out of time ends by itself")
    func expiry() async throws {
        let database = try TemporaryDatabase.required
        try await Self.sealing(database) {
            let id = try await database.withStore(as: .operator1) { store in
                try #require(
                    try await store.workflow.open(
                        BreakGlassTests.draft(tenant: "Expiry", minutes: "1"), BreakGlassTests.context
                    ).requestID)
            }
            try await database.withStore(as: .operator2) { store in
                let signed = try await store.workflow.sign(id, nil, BreakGlassTests.context)
                #expect(signed.outcome == .succeeded, "\(signed.message)")
            }
            try await Self.moveSession(of: "Expiry", in: database)
            try await database.withStore(as: .auditor1) { store in
                for try await batch in store.audit.tail(0)
                where batch.events.contains(where: { $0.requestID == id && $0.action == "EXPIRE_SESSION" }) { break }
                #expect(try await store.workflow.request(id)?.session?.isOpen == false)
            }
        }
    }

    @Test("B61: who seals once, as a command does at its end, ends first what has run out of time")
    func expiryOnce() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        let id = try await database.withStore(as: .operator1) { store in
            try #require(
                try await store.workflow.open(
                    BreakGlassTests.draft(tenant: "Once", minutes: "1"), BreakGlassTests.context
                ).requestID)
        }
        try await database.withStore(as: .operator2) { store in
            _ = try await store.workflow.sign(id, nil, BreakGlassTests.context)
        }
        try await Self.moveSession(of: "Once", in: database)
        try await database.seal()
        try await database.withStore(as: .auditor1) { store in
            let filter = EventFilter(terms: [.init(field: .request, values: [id])])
            let expired = try await store.audit.page(EventQuery(filter: filter)).events.first
            #expect(expired?.action == "EXPIRE_SESSION")
            for try await batch in store.audit.tail(0) where batch.events.contains(where: { $0.id == expired?.id }) {
                break
            }
        }
    }

    @Test("a sealer that may not seal says so in the log, and seals once it may")
    func persistent() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        let entries = Mutex<[String]>([])
        let (told, tell) = AsyncStream<Void>.makeStream()
        let logger = Logger(label: "test") { _ in
            RecordingLog { message in
                entries.withLock { $0.append(message) }
                tell.yield()
            }
        }
        try await database.withConnection {
            try await $0.script("revoke execute on function countersign.seal(integer) from countersign_service")
        }
        let sealer = Sealer(connection: database.configuration(login: "countersign_service"), logger: logger)
        let (sealed, seal) = AsyncStream<Void>.makeStream()
        let sealing = Task {
            await sealer.runPersistently(retryingAfter: .milliseconds(20)) { event in
                if case .sealed = event { seal.yield() }
            }
        }
        for await _ in told { break }
        #expect(entries.withLock { $0.first } == "The trail is not sealed")
        try await database.withConnection {
            try await $0.script("grant execute on function countersign.seal(integer) to countersign_service")
        }
        for await _ in sealed { break }
        sealing.cancel()
        await sealing.value
    }

    /// An hour later, as the clock of the tenant's session has it.
    private static func moveSession(of tenant: String, in database: TemporaryDatabase) async throws {
        try await database.withConnection { connection in
            try await connection.withTransaction { connection in
                try await connection.script(
                    """
                    set local role countersign_owner;
                    select countersign.append_event(jsonb_populate_record(null::countersign.event, jsonb_build_object(
                        'stream', 'governance', 'category', 'integrity', 'severity', 'high', 'outcome', 'succeeded',
                        'action', 'TEST_EVENT', 'title', 'Session moved into the past')));
                    update countersign.privileged_session
                    set opened_at = opened_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
                    where tenant = '\(tenant)';
                    """)
            }
        }
    }

    @Test("a login that may not seal is told so")
    func notPermitted() async throws {
        let database = try TemporaryDatabase.required
        let sealer = Sealer(connection: database.configuration(as: .operator1))
        let error = await #expect(throws: GovernanceError.self) { try await sealer.run() }
        #expect(error?.code == .notPermitted)
    }
}

/// Hands every message of a log to a closure.
private struct RecordingLog: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    let record: @Sendable (String) -> Void

    init(_ record: @escaping @Sendable (String) -> Void) {
        self.record = record
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        record("\(event.message)")
    }
}
