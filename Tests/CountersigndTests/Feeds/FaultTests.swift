// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Logging
import Postgres
import SourceCoverage
import Synchronization
import Testing

@testable import countersignd

@Suite("B54: a source that goes wrong holds up nobody but itself", .temporaryDatabase)
struct FaultTests {
    @Test(
        "It fails, is asked again, and all its records come when it is well",
        arguments: [
            FeedServer.Conduct.status(500), .redirects(to: "http://127.0.0.1:1/"), .hangs, .resets,
            .floods(1_073_741_824), .halfCloses, .drips,
        ])
    func recovers(_ conduct: FeedServer.Conduct) async throws {
        try await FeedDesk.with { desk in
            let name = "Fault \(conduct)"
            let server = try FeedServer(FeedServer.Line.events(1...40), conduct: conduct)
            let before = ProcessMemory.residentBytes() ?? 0
            let task = Task {
                await desk.collector(name, server, timeout: .milliseconds(500)).run()
            }
            defer { task.cancel() }
            try await eventually { server.asked.count > 3 }
            server.conduct(.answers)
            try await eventually { try await desk.count(name) == 40 }
            #expect(try await desk.identifiers(name) == (1...40).map { "e-\($0)" })
            #expect(desk.metrics.feeds[name]?.duplicates == 0)
            if case .floods = conduct { #expect((ProcessMemory.residentBytes() ?? 0) - before < 256 << 20) }
        }
    }

    @Test("While one hangs, the other is collected")
    func neighbours() async throws {
        try await FeedDesk.with { desk in
            let hanging = try FeedServer(FeedServer.Line.events(1...5), conduct: .hangs)
            let healthy = try FeedServer(FeedServer.Line.events(1...500))
            let collectors = [
                desk.collector("Hanging", hanging, timeout: .seconds(60)), desk.collector("Healthy", healthy),
            ]
            let tasks = collectors.map { collector in Task { await collector.run() } }
            defer { for task in tasks { task.cancel() } }
            try await eventually(within: .seconds(50)) { try await desk.count("Healthy") == 500 }
            #expect(hanging.asked.count == 1)
            #expect(try await desk.count("Hanging") == 0)
        }
    }

    /// Keeps what is logged.
    private final class Journal: Sendable {
        private let lines = Mutex<[String]>([])
        var messages: [String] { lines.withLock { $0 } }

        var logger: Logger { Logger(label: "test", factory: { _ in Handler(journal: self) }) }

        private struct Handler: LogHandler {
            let journal: Journal
            var metadata = Logger.Metadata()
            var logLevel = Logger.Level.notice

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                journal.lines.withLock { $0.append(event.message.description) }
            }
        }
    }

    @Test("A source that fails is told once, after failures of PostgreSQL too", .temporaryDatabase)
    func told() async throws {
        try await FeedDesk.with { desk in
            func permit(_ change: String) async throws {
                try await desk.pool.withConnection { connection in
                    try await connection.script(
                        """
                        \(change) execute on function countersign.take_feed(text, text, text, jsonb, jsonb, text) \
                        \(change == "grant" ? "to" : "from") countersign_service
                        """)
                }
            }
            func failures() -> Int { desk.metrics.feeds["Told"]?.consecutiveFailures ?? 0 }
            let server = try FeedServer([.event(1)], conduct: .status(500))
            let journal = Journal()
            var collector = desk.collector("Told", server)
            collector.logger = journal.logger
            try await permit("revoke")
            let task = Task { [collector] in await collector.run() }
            defer { task.cancel() }
            try await eventually { failures() > 2 }
            try await permit("grant")
            try await eventually { server.asked.count > 3 }
            server.conduct(.answers)
            try await eventually { try await desk.count("Told") == 1 && failures() == 0 }
            task.cancel()
            await task.value
            #expect(
                journal.messages == [
                    "A feed waits for PostgreSQL", "A feed has PostgreSQL again", "A feed cannot be collected",
                    "A feed is collected again",
                ])
        }
    }

    @Test("C39: a PostgreSQL that is killed under it costs nothing")
    func killedDatabase() async throws {
        let server = try await TestServer.start()
        do {
            let database = try await TemporaryDatabase.empty(on: server)
            try await ClusterProvisioner(superuser: database.superuser).prepareDemonstration()
            try await FeedDesk.with(database) { desk in
                let source = try FeedServer(FeedServer.Line.events(1...3_000))
                let task = Task { await desk.collector("Killed", source, lines: 20).run() }
                defer { task.cancel() }
                for _ in 1...3 {
                    let asked = source.asked.count
                    try await eventually { source.asked.count > asked + 10 }
                    await server.kill()
                    try await server.restart()
                }
                try await eventually { try await desk.count("Killed") == 3_000 }
                #expect(try await desk.identifiers("Killed") == (1...3_000).map { "e-\($0)" })
            }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}
