// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Logging
import Postgres
import SourceCoverage
import Testing

@testable import countersignd

/// What the tests of feeds share: collectors on a temporary database, and what the trail has of a source.
struct FeedDesk: Sendable {
    let database: TemporaryDatabase
    let store: ServiceStore
    /// For looking into the tables.
    let pool: Pool
    let metrics = DaemonMetrics()

    /// Runs `body` and closes the connections.
    static func with<Value: Sendable>(
        _ database: TemporaryDatabase? = nil, _ body: (FeedDesk) async throws -> Value
    ) async throws -> Value {
        let database = try database ?? TemporaryDatabase.required
        let store = ServiceStore(
            connection: database.configuration(login: "countersign_service"), connectionLimit: 6, wait: .seconds(20))
        let pool = Pool(configuration: database.superuser, maximumConnections: 2, waitLimit: .seconds(30))
        do {
            let value = try await body(FeedDesk(database: database, store: store, pool: pool))
            await store.close()
            await pool.close()
            return value
        } catch {
            await store.close()
            await pool.close()
            throw error
        }
    }

    /// A collector that does not dawdle.
    func collector(
        _ name: String, _ server: FeedServer, lines: Int = 100, timeout: Duration = .seconds(20),
        answer: Int = FeedLimits().answer, machine: String = "host", report: Duration = .seconds(61),
        reader: @escaping FeedLineReader = RuntimeFeed.read
    ) -> SourceCollector {
        var limits = FeedLimits()
        limits.lines = lines
        limits.timeout = timeout
        limits.answer = answer
        var pace = FeedPace()
        pace.poll = .milliseconds(10)
        pace.firstRetry = .milliseconds(10)
        pace.longestRetry = .milliseconds(100)
        pace.report = report
        return SourceCollector(
            source: SourceDefinition(name: name, url: server.url, feedPath: SourceDefinition.standardFeedPath),
            client: .http(limits: limits), store: store, machine: machine, reader: reader, pace: pace, metrics: metrics,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Collects until `condition` holds, then cancels the collector and waits for its end.
    func collecting(_ collector: SourceCollector, until condition: () async throws -> Bool) async throws {
        let task = Task { await collector.run() }
        defer { task.cancel() }
        try await eventually(condition)
        task.cancel()
        await task.value
    }

    /// The ids of a source's events in the order of the trail.
    func identifiers(_ origin: String) async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.query(
                "select origin_event_id from countersign.event where origin = \(origin) order by id"
            ).map { try $0.decode(0) }
        }
    }

    func count(_ origin: String) async throws -> Int {
        try await pool.withConnection { connection in
            try await connection.query("select count(*) from countersign.event where origin = \(origin)").first?
                .decode(0, as: Int.self) ?? 0
        }
    }

    /// The reasons of what was set aside, in the order in which it came.
    func poison(_ origin: String) async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.query(
                "select reason from countersign.feed_poison where origin = \(origin) order by id"
            ).map { try $0.decode(0) }
        }
    }

    /// What the trail says about a feed itself: the titles of events of an action, oldest first.
    func told(_ action: String, _ origin: String) async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                select title from countersign.event \
                where action = \(action) and resource_id = \(origin) and stream = 'system' order by id
                """
            ).map { try $0.decode(0) }
        }
    }

    func isBlocked(_ origin: String) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.query(
                "select blocked_at is not null from countersign.feed_status where origin = \(origin)"
            ).first?.decode(0, as: Bool.self) ?? false
        }
    }

    /// Moves the last event about what was set aside two minutes into the past, which no function can.
    func ageReport(_ origin: String) async throws {
        try await pool.withConnection { connection in
            try await connection.withTransaction { connection in
                try await connection.execute("set local role countersign_owner", prepare: false)
                try await connection.execute(
                    """
                    update countersign.feed_cursor set reported_at = reported_at - interval '2 minutes' \
                    where origin = \(origin)
                    """)
            }
        }
    }

    func cursor(_ origin: String) async throws -> String? {
        try await store.feedCursor(of: origin)
    }
}
