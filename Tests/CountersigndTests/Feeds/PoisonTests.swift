// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import SourceCoverage
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

    @Test("An origin that was imported is refused, and the source goes on being asked")
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
        }
    }
}
