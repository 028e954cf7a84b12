// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Postgres
import SourceCoverage
import Synchronization
import Testing

@testable import countersignd

@Suite("B54: what cannot be taken is kept aside, never lost and never in the way", .temporaryDatabase)
struct PoisonTests {
    @Test("Garbage between good lines is set aside with its reason, and the good lines are taken")
    func garbage() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(
                [
                    .event(1), .garbage("not json"), .garbage("{\"cursor\":\"x1\"}", cursor: "x1"), .event(2),
                    .garbage(String(repeating: "y", count: 200_000)), .event(3),
                ])
            // Metrics follow the commit, and a collector that is cancelled between the two does not count.
            try await desk.collecting(desk.collector("Garbage", server)) {
                desk.metrics.feeds["Garbage"]?.poison ?? 0 >= 3
            }
            #expect(try await desk.identifiers("Garbage") == ["e-1", "e-2", "e-3"])
            let poison = try await desk.poison("Garbage")
            #expect(poison.count == 3 && poison.allSatisfy { !$0.isEmpty })
            #expect(poison.contains("The line has 200000 bytes; at most 65536 are taken."))
            #expect(desk.metrics.feeds["Garbage"]?.poison == 3)
        }
    }

    @Test("A line that names no cursor blocks its feed, is counted once, and a good line behind it clears the way")
    func blocked() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer([.event(1), .garbage("<html>")])
            try await desk.collecting(desk.collector("Blocked", server)) {
                desk.metrics.feeds["Blocked"]?.consecutiveFailures ?? 0 > 3
            }
            #expect(try await desk.poison("Blocked").count == 1)
            #expect(desk.metrics.feeds["Blocked"]?.poison == 1)
            #expect(try await desk.cursor("Blocked") == "c1")
            server.append([.event(2)])
            try await desk.collecting(desk.collector("Blocked", server)) {
                desk.metrics.feeds["Blocked"]?.consecutiveFailures == 0
            }
            #expect(try await desk.identifiers("Blocked") == ["e-1", "e-2"])
        }
    }

    @Test("A value that PostgreSQL cannot take is found among its neighbours, which are taken")
    func unstorable() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(FeedServer.Line.events(1...33))
            let reader: FeedLineReader = { bytes in
                var reading = RuntimeFeed.read(bytes)
                if reading.cursor == "c17", case .success(var record) = reading.record {
                    record.title = "a\u{0}b"
                    reading.record = .success(record)
                }
                return reading
            }
            try await desk.collecting(desk.collector("Unstorable", server, reader: reader)) {
                try await desk.cursor("Unstorable") == "c33"
            }
            #expect(try await desk.identifiers("Unstorable") == (1...33).filter { $0 != 17 }.map { "e-\($0)" })
            #expect(try await desk.poison("Unstorable").count == 1)
        }
    }

    @Test("A value that a constraint of the database refuses is found among its neighbours, which are taken")
    func constraint() async throws {
        try await FeedDesk.with { desk in
            try await desk.pool.withConnection { connection in
                try await connection.script(
                    """
                    alter table countersign.event add constraint local_rule \
                    check (origin <> 'Violating' or resource_id <> 'tool-3')
                    """)
            }
            let server = try FeedServer(FeedServer.Line.events(1...33))
            try await desk.collecting(desk.collector("Violating", server)) {
                try await desk.cursor("Violating") == "c33"
            }
            #expect(try await desk.identifiers("Violating") == (1...33).filter { $0 % 7 != 3 }.map { "e-\($0)" })
            #expect(
                try await desk.poison("Violating")
                    == Array(repeating: "It contradicts what the database demands of local_rule.", count: 5))
            #expect(try await !desk.told("SET_ASIDE_RECORDS", "Violating").isEmpty)
        }
    }

    @Test("A line whose end does not come is set aside once, blocks its feed, and an admin steps over it")
    func endless() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(
                [.event(1), .garbage(String(repeating: "y", count: 300_000), cursor: "y"), .event(2)])
            try await desk.collecting(desk.collector("Endless", server, answer: 150_000)) {
                desk.metrics.feeds["Endless"]?.consecutiveFailures ?? 0 > 3
            }
            #expect(try await desk.identifiers("Endless") == ["e-1"])
            let poison = try await desk.poison("Endless")
            #expect(poison.count == 1 && poison.allSatisfy { $0.contains("bytes and more, its end was not read") })
            #expect(desk.metrics.feeds["Endless"]?.poison == 1)
            #expect(try await desk.isBlocked("Endless"))
            #expect(try await desk.told("SET_ASIDE_RECORDS", "Endless") == ["1 record of Endless could not be taken"])

            let outcome = try await desk.database.withConnection(login: "admin_1") { connection in
                try await connection.query(
                    "select outcome from countersign.skip_feed_line('Endless', 'y', 'no line end, ticket 17')"
                ).first?.decode(0, as: String.self)
            }
            #expect(outcome == "succeeded")
            try await desk.collecting(desk.collector("Endless", server, answer: 150_000)) {
                try await desk.count("Endless") == 2
            }
            #expect(try await !desk.isBlocked("Endless"))
        }
    }

    @Test("So is one in the middle of which the source breaks off three times in a row")
    func breaksOff() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(
                [.garbage(String(repeating: "y", count: 400_000)), .event(1)], conduct: .halfCloses)
            // What each question finds: what the answer before it did is settled then.
            let wasBlocked = Mutex<[Bool]>([])
            var collector = desk.collector("Breaks off", server)
            let client = collector.client
            collector.client = FeedClient { source, after in
                let isBlocked = (try? await desk.isBlocked("Breaks off")) ?? false
                wasBlocked.withLock { $0.append(isBlocked) }
                return await client.lines(source, after)
            }
            try await desk.collecting(collector) { wasBlocked.withLock { $0.count } > 4 }
            #expect(wasBlocked.withLock { Array($0.prefix(5)) } == [false, false, false, true, true])
            #expect(try await desk.poison("Breaks off").count == 1)
            server.conduct(.answers)
            try await desk.collecting(desk.collector("Breaks off", server)) {
                try await desk.count("Breaks off") == 1
            }
            #expect(try await !desk.isBlocked("Breaks off"))
        }
    }

    @Test("A source that was away and then breaks off in a line is not blocked by that", arguments: [1, 2])
    func breaksOffAfterFailures(_ breaks: Int) async throws {
        try await FeedDesk.with { desk in
            let name = "Was away \(breaks)"
            let server = try FeedServer([.garbage(String(repeating: "y", count: 400_000)), .event(1)])
            let conducts = Mutex(
                Array(repeating: FeedServer.Conduct.status(500), count: 3)
                    + Array(repeating: .halfCloses, count: breaks))
            var collector = desk.collector(name, server)
            let client = collector.client
            collector.client = FeedClient { source, after in
                server.conduct(conducts.withLock { $0.isEmpty ? .answers : $0.removeFirst() })
                return await client.lines(source, after)
            }
            try await desk.collecting(collector) { desk.metrics.feeds[name]?.consecutiveFailures == 0 }
            #expect(try await desk.poison(name) == ["The line has 400000 bytes; at most 65536 are taken."])
            #expect(desk.metrics.feeds[name]?.poison == 1)
            #expect(try await desk.identifiers(name) == ["e-1"])
        }
    }

    @Test("An answer that ends in the middle of a line by the end of the connection breaks off too")
    func endsByClose() async throws {
        try await FeedDesk.with { desk in
            let half = FeedLine(
                bytes: Array(repeating: 0x79, count: 65_536), length: 70_000,
                sha256: Array(repeating: 1, count: 32), isFinished: false)
            let answers = Mutex([half, half])
            let server = try FeedServer([.event(1)])
            var collector = desk.collector("By close", server)
            let client = collector.client
            collector.client = FeedClient { source, after in
                guard let line = answers.withLock({ $0.popLast() }) else { return await client.lines(source, after) }
                return .lines([line], byteCount: line.length, isCut: false, interruption: nil)
            }
            try await desk.collecting(collector) { try await desk.count("By close") == 1 }
            #expect(try await desk.poison("By close").isEmpty)
            #expect(server.asked.first == .some(nil))
        }
    }

    @Test("A feed whose source takes back the line that blocked it stands still no longer, at once or after a restart")
    func takenBack() async throws {
        try await FeedDesk.with { desk in
            let blocking = try FeedServer([.event(1), .garbage("<html>")])
            let mended = try FeedServer([.event(1)])
            let isMended = Mutex(false)
            var collector = desk.collector("Taken back", blocking)
            let client = collector.client
            collector.client = FeedClient { source, after in
                var source = source
                if isMended.withLock({ $0 }) { source.url = mended.url }
                return await client.lines(source, after)
            }
            try await desk.collecting(collector) {
                guard try await desk.isBlocked("Taken back") else { return isMended.withLock { $0 } }
                isMended.withLock { $0 = true }
                return false
            }
            #expect(try await desk.poison("Taken back").count == 1)

            try await desk.collecting(desk.collector("Taken back", blocking)) { try await desk.isBlocked("Taken back") }
            try await desk.collecting(desk.collector("Taken back", mended)) {
                try await !desk.isBlocked("Taken back")
            }
            #expect(mended.asked.allSatisfy { $0 == "c1" } && blocking.asked.contains("c1"))
        }
    }

    /// A feed with two lines set aside, of which the trail tells one; then its source fails.
    private func untold(_ name: String, _ desk: FeedDesk) async throws -> FeedServer {
        let server = try FeedServer([.garbage("first"), .event(1)])
        try await desk.collecting(desk.collector(name, server)) { try await desk.count(name) == 1 }
        server.append([.garbage("second"), .event(2)])
        try await desk.collecting(desk.collector(name, server)) { try await desk.count(name) == 2 }
        #expect(try await desk.told("SET_ASIDE_RECORDS", name).count == 1)
        server.conduct(.status(500))
        return server
    }

    @Test("What an earlier run left untold is told at the start, whether or not the source answers")
    func toldAtStart() async throws {
        try await FeedDesk.with { desk in
            let server = try await untold("Untold", desk)
            try await desk.ageReport("Untold")
            try await desk.collecting(desk.collector("Untold", server)) {
                try await desk.told("SET_ASIDE_RECORDS", "Untold").count == 2
            }
        }
    }

    @Test("What is untold is told while the source fails")
    func toldWhileFailing() async throws {
        try await FeedDesk.with { desk in
            let server = try await untold("Failing", desk)
            var isOlder = false
            try await desk.collecting(desk.collector("Failing", server, report: .milliseconds(20))) {
                if !isOlder, desk.metrics.feeds["Failing"]?.consecutiveFailures ?? 0 > 1 {
                    try await desk.ageReport("Failing")
                    isOlder = true
                }
                return try await desk.told("SET_ASIDE_RECORDS", "Failing").count == 2
            }
            #expect(isOlder)
        }
    }

    @Test("A name is the feed's as soon as the daemon runs, whether or not the source answers")
    func reserved() async throws {
        try await FeedDesk.with { desk in
            let server = try FeedServer(conduct: .status(500))
            try await desk.collecting(desk.collector("reserved", server)) {
                desk.metrics.feeds["reserved"]?.consecutiveFailures ?? 0 > 0
            }
            try await desk.database.withStore(as: .operator1) { store in
                let record = ImportRecord(
                    originEventID: "e-1", occurredAt: Timestamp(microseconds: 0), severity: .low, action: "X",
                    title: "comes too late")
                let result = try await store.imports.importBatch("reserved", [record], ActionContext(surface: "cli"))
                #expect(result.result.code == "invalid-input" && result.inserted == 0)
            }
        }
    }

    @Test("An origin that was imported is refused, which is told; the daemon goes on trying")
    func takenOrigin() async throws {
        try await FeedDesk.with { desk in
            try await desk.database.withStore(as: .operator1) { store in
                let record = ImportRecord(
                    originEventID: "e-1", occurredAt: Timestamp(microseconds: 0), severity: .low, action: "X",
                    title: "taken before the feed came")
                let result = try await store.imports.importBatch("taken", [record], ActionContext(surface: "cli"))
                #expect(result.inserted == 1)
            }
            let server = try FeedServer(FeedServer.Line.events(1...3))
            try await desk.collecting(desk.collector("taken", server)) {
                desk.metrics.feeds["taken"]?.consecutiveFailures ?? 0 > 1
            }
            #expect(try await desk.count("taken") == 1)
            #expect(
                try await desk.told("FEED_REFUSED", "taken")
                    == ["The feed of taken is kept out: its name is an import's"])
        }
    }
}
