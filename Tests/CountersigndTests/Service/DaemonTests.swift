// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import GovernanceStore
import GovernanceTestSupport
import Logging
import Postgres
import Synchronization
import Testing

@testable import SourceCoverage
@testable import countersignd

@Suite("The daemon as a whole")
struct DaemonTests {
    private struct Page {
        var status: Int
        var text: String
    }

    private func get(_ path: String, _ port: Int) async -> Page? {
        guard let target = HTTPTarget(url: "http://127.0.0.1:\(port)", path: path) else { return nil }
        let answer = await HTTPExchange.get(target, into: BoundedBody(limit: 1 << 20), timeout: .seconds(10))
        return answer.map { Page(status: $0.status, text: String(decoding: $0.body.bytes, as: UTF8.self)) }
    }

    /// Runs a daemon on a database with one source, until `body` ends.
    private func withDaemon(
        _ connection: Connection.Configuration, source: FeedServer, _ body: (Int) async throws -> Void
    ) async throws {
        let variables = [
            "HOME": "/nonexistent", "COUNTERSIGN_DATABASE_URL": connection.connectionString,
            "COUNTERSIGN_SOURCES_NAMES": "node-runtime", "COUNTERSIGN_SOURCES_NODE_RUNTIME_URL": source.url,
        ]
        let settings = try await Settings(Settings.CommandLine(), environment: variables)
        let ports = AsyncStream<Int>.makeStream()
        var daemon = Daemon(
            settings: settings, place: ServicePlace(connection: connection, revive: {}), host: "127.0.0.1", port: 0,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        daemon.pace.feeds.longestRetry = .seconds(1)
        daemon.onListening = { ports.continuation.yield($0) }
        let running = daemon
        let task = Task { try await running.run(endingOn: []) }
        defer { task.cancel() }
        var iterator = ports.stream.makeAsyncIterator()
        let port = try #require(await iterator.next())
        try await body(port)
        task.cancel()
        _ = await task.result
    }

    @Test("It seals, collects and says that it is well; degraded while PostgreSQL is gone, and well again after that")
    func health() async throws {
        let server = try await TestServer.start()
        do {
            let database = try await TemporaryDatabase.empty(on: server)
            try await ClusterProvisioner(superuser: database.superuser).prepareDemonstration()
            let source = try FeedServer(FeedServer.Line.events(1...10))
            try await withDaemon(database.configuration(login: "countersign_service"), source: source) { port in
                try await eventually { await get("/healthz", port)?.status == 200 }
                #expect(
                    await get("/healthz", port)?.text
                        == "{\"service\":\"governance\",\"status\":\"ok\",\"version\":\"\(ProgramVersion.current)\"}")
                try await eventually {
                    let text = await get("/metrics", port)?.text ?? ""
                    return text.contains("countersign_feed_records_taken_total{source=\"Node Runtime\"} 10\n")
                        && text.contains("\ncountersign_pending_events 0\n")
                }
                let page = try #require(await get("/metrics", port)?.text)
                for line in [
                    "# TYPE countersign_feed_records_taken_total counter", "countersign_database_up 1",
                    "countersign_feed_consecutive_failures{source=\"Node Runtime\"} 0",
                    "# TYPE process_resident_memory_bytes gauge", "# TYPE countersign_seal_head gauge",
                    "countersign_feed_last_success_timestamp_seconds{source=\"Node Runtime\"}",
                ] { #expect(page.contains(line), "\(line)") }

                await server.kill()
                try await eventually { await get("/healthz", port)?.status == 503 }
                #expect(await get("/healthz", port)?.text.contains("\"status\":\"degraded\"") == true)
                #expect(await get("/metrics", port)?.text.contains("countersign_database_up 0") == true)
                source.append(FeedServer.Line.events(11...20))
                try await server.restart()
                try await eventually { await get("/healthz", port)?.status == 200 }
                try await eventually {
                    try await database.withConnection { connection in
                        try await connection.query(
                            "select count(*) from countersign.event where origin = 'Node Runtime'"
                        ).first?.decode(0, as: Int.self) == 20
                    }
                }
                #expect(await get("/", port)?.status == 404)
            }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}
