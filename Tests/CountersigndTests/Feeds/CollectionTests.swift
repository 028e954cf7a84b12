// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Postgres
import SourceCoverage
import Testing

@testable import countersignd

@Suite("B54 C39: feeds come in once, in order, whatever happens", .temporaryDatabase)
struct CollectionTests {
    private func expected(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "e-\($0)" } }

    @Test("A collector that is cancelled again and again, between any two steps, loses and doubles nothing")
    func cancelled() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(FeedServer.Line.events(1...1_500))
            var rounds = 0
            while try await desk.count("Cancelled") < 1_500 {
                rounds += 1
                try #require(rounds < 500)
                let before = try await desk.count("Cancelled")
                let asked = server.asked.count
                // Cancelled at the question, while the answer is on its way, or after the commit.
                try await desk.collecting(desk.collector("Cancelled", server, lines: 100)) {
                    if rounds % 3 == 0 { return server.asked.count > asked }
                    return try await desk.count("Cancelled") > before || server.asked.count > asked + 2
                }
            }
            #expect(rounds > 3)
            #expect(try await desk.identifiers("Cancelled") == expected(1...1_500))
            #expect(desk.metrics.feeds["Cancelled"]?.duplicates == 0)
        }
    }

    @Test("The cursor outlives the collector")
    func cursor() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(FeedServer.Line.events(1...250))
            try await desk.collecting(desk.collector("Cursor", server)) { try await desk.count("Cursor") == 250 }
            #expect(try await desk.cursor("Cursor") == "c250")
            let before = server.asked.count
            server.append(FeedServer.Line.events(251...260))
            try await desk.collecting(desk.collector("Cursor", server)) { try await desk.count("Cursor") == 260 }
            #expect(server.asked[before] == "c250")
            #expect(server.asked.first == .some(nil))
        }
    }

    @Test("Two daemons at once take each record once")
    func twoDaemons() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(FeedServer.Line.events(1...1_000))
            let other = Task { await desk.collector("Twice", server, lines: 37).run() }
            defer { other.cancel() }
            try await desk.collecting(desk.collector("Twice", server, lines: 50)) {
                try await desk.count("Twice") >= 1_000
            }
            other.cancel()
            await other.value
            #expect(try await desk.identifiers("Twice") == expected(1...1_000))
        }
    }

    @Test("Daemons on two machines that collect under one name are told in the trail")
    func twoMachines() async throws {
        try await FeedDesk.with { desk in
            let servers = [try FeedServer(), try FeedServer()]
            let tasks = zip(servers, ["host-a", "host-b"]).map { server, machine in
                Task { await desk.collector("Shared", server, machine: machine).run() }
            }
            defer { for task in tasks { task.cancel() } }
            // Whoever asks first has the next event, be it the one or the other.
            var number = 0
            try await eventually {
                number += 1
                for server in servers { server.append([.event(number)]) }
                try await eventually { try await desk.cursor("Shared") == "c\(number)" }
                return try await desk.told("FEED_SHARED", "Shared").count == 1
            }
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
    }

    @Test("What a source repeats is known, and what it is asked again for too")
    func duplicates() async throws {
        try await FeedDesk.with { desk in
            let first = FeedServer.Line.events(1...20)
            let server = try FeedServer(first)
            try await desk.collecting(desk.collector("Repeats", server)) { try await desk.count("Repeats") == 20 }
            // The same events under new cursors.
            server.append(
                (1...20).map { number in
                    let line = FeedServer.Line.event(number)
                    return FeedServer.Line(
                        text: line.text.replacing("\"c\(number)\"", with: "\"d\(number)\""), cursor: "d\(number)")
                })
            try await desk.collecting(desk.collector("Repeats", server)) {
                desk.metrics.feeds["Repeats"]?.duplicates ?? 0 >= 20
            }
            #expect(try await desk.cursor("Repeats") == "d20")
            #expect(try await desk.count("Repeats") == 20)
            #expect(desk.metrics.feeds["Repeats"]?.duplicates == 20)
        }
    }

    @Test("Records lie in runtime as claims of their source, brought in by the daemon")
    func claims() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer([.event(1)])
            try await desk.collecting(desk.collector("Platform Services", server)) {
                try await desk.count("Platform Services") == 1
            }
            let row = try await desk.database.withConnection { connection in
                try await connection.query(
                    """
                    select concat_ws(' ', stream, via, action, actor_username) from countersign.event \
                    where origin = 'Platform Services'
                    """
                ).first?.decode(0, as: String.self)
            }
            #expect(row == "runtime countersign_service TOOL_EXECUTION agent")
        }
    }
}
