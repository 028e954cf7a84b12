// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import GovernanceTestSupport
import LogExchange
import Testing

@testable import countersignd

@Suite("C39: the events of the stand-in services")
struct RuntimeEventStreamTests {
    private static func schema() throws -> JSONSchema {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let path = root.appendingPathComponent("Sources/LogExchange/Documentation.docc/runtime-event.schema.json")
        return try JSONSchema(String(contentsOf: path, encoding: .utf8))
    }

    @Test("An event follows from seed, service, rate and number, in whatever order it is asked for")
    func pure() {
        for source in DemoSource.allCases {
            let first = RuntimeEventStream(source: source, seed: 7, rate: 2)
            let again = RuntimeEventStream(source: source, seed: 7, rate: 2)
            let numbers: [Int64] = [0, 1, 95, 96, 1_000_003, 56_000_000_000]
            #expect(numbers.map(first.line) == numbers.reversed().map(again.line).reversed())
            let other = RuntimeEventStream(source: source, seed: 8, rate: 2)
            #expect(numbers.map(first.line) != numbers.map(other.line))
        }
        let lines = DemoSource.allCases.map { RuntimeEventStream(source: $0, seed: 7, rate: 2).line(5) }
        #expect(Set(lines).count == 4)
    }

    @Test("Every line fits the contract, schema and parser alike; ids are unique and times in order")
    func contract() throws {
        let schema = try Self.schema()
        var ids: Set<String> = []
        var types: Set<String> = []
        var outcomes: Set<EventOutcome> = []
        for source in DemoSource.allCases {
            let stream = RuntimeEventStream(source: source, seed: 3, rate: 50)
            var last = Timestamp(microseconds: .min)
            for number in Int64(1_000)..<2_000 {
                let line = stream.line(number)
                try schema.validate(try #require(JSONValue(parsing: line)))
                let read = RuntimeFeedLine(line: Array(line.utf8))
                #expect(read.cursor.flatMap(stream.number(ofCursor:)) == number)
                let record = try read.record.get()
                #expect(ids.insert(record.originEventID).inserted)
                #expect(record.occurredAt > last)
                last = record.occurredAt
                types.insert(record.action)
                outcomes.insert(record.outcome)
            }
        }
        #expect(
            types == [
                "AUTHENTICATED_CONNECT", "CATALOG_FILTERED", "TOOL_EXECUTION", "EXECUTION_ERROR", "AUTHZ_DENIAL",
                "AUTHN_FAILURE", "TOKEN_REFRESH", "SESSION_CLOSE", "SESSION_EXPIRY",
            ])
        #expect(outcomes == [.succeeded, .denied, .failed])
    }

    @Test("A session begins, acts and ends, with one principal")
    func sessions() throws {
        let stream = RuntimeEventStream(source: .engine, seed: 1, rate: 1)
        var sessions: [String: [JSONValue]] = [:]
        for number in 0..<(RuntimeEventStream.lanes * RuntimeEventStream.sessionLength * 3) {
            let event = stream.event(number)
            let session = try #require(event["sessionId"])
            sessions[session.jsonText, default: []].append(.object(event))
        }
        #expect(sessions.count == 12)
        for events in sessions.values {
            let members = events.compactMap { if case .object(let members) = $0 { members } else { nil } }
            #expect(members.count == Int(RuntimeEventStream.sessionLength))
            #expect(members.first?["eventType"] == .string("authenticated_connect"))
            #expect(members.last?["toolId"] == .string("runtime.session"))
            #expect(Set(members.compactMap { $0["principal"] }).count == 1)
        }
    }

    @Test("Pages join without a gap, end at the present, and begin where the history does")
    func pages() throws {
        let stream = RuntimeEventStream(source: .node, seed: 1, rate: 10)
        let now = RuntimeEventStream.epoch.advanced(by: .seconds(1_000))
        func cursors(_ query: String, history: Int64 = 60) throws -> [Int64] {
            try Self.numbers(stream, query, history: history, at: now)
        }
        func after(_ number: Int64) -> String { "?after=\(stream.cursor(of: number))" }
        let first = try cursors("")
        #expect(first == Array(9_400..<9_500))
        var all = first
        while let last = all.last {
            let page = try cursors("\(after(last))&limit=77")
            if page.isEmpty { break }
            all += page
        }
        #expect(all == Array(9_400..<10_000))
        #expect(try cursors("\(after(9_998))&limit=5000") == [9_999])
        #expect(try cursors("\(after(7))&limit=5000", history: 1_000) == Array(8..<1_008))
        #expect(DemoAnswers.maximumLimit == 1_000)
        #expect(try cursors(after(20_000)).isEmpty)
        let last = try #require(all.last)
        #expect(try RuntimeFeedLine(line: Array(stream.line(last).utf8)).record.get().occurredAt < now)
    }

    /// The numbers of the events in an answer.
    private static func numbers(
        _ stream: RuntimeEventStream, _ query: String, history: Int64, at time: Timestamp
    ) throws -> [Int64] {
        let answers = DemoAnswers(stream: stream, history: history * 1_000_000)
        let answer = answers.answer(to: "GET /v1/audit/events\(query) HTTP/1.1", at: time)
        #expect(answer.status == 200)
        return try answer.body.split(separator: "\n").map { line in
            let cursor = try #require(RuntimeFeedLine(line: Array(line.utf8)).cursor)
            return try #require(stream.number(ofCursor: cursor))
        }
    }

    @Test(
        "Another seed or rate: other ids, and a cursor of before neither floods nor falls silent", arguments: [5, 0.2])
    func otherRate(rate: Double) throws {
        let before = RuntimeEventStream(source: .node, seed: 1, rate: 1)
        let now = RuntimeEventStream.epoch.advanced(by: .seconds(20_000_000))
        let cursor = before.cursor(of: before.lastNumber(at: now))
        for after in [
            RuntimeEventStream(source: .node, seed: 1, rate: rate), RuntimeEventStream(source: .node, seed: 2, rate: 1),
        ] {
            let last = after.lastNumber(at: now)
            let expected = Array((last + 1 - 600_000_000 / after.interval)...last).prefix(100)
            #expect(try Self.numbers(after, "?after=\(cursor)", history: 600, at: now) == Array(expected))
            // The daemon has what it needs to go on.
            #expect(try Self.numbers(after, "?after=\(after.cursor(of: last - 1))", history: 600, at: now) == [last])
            #expect(before.event(5)["id"] != after.event(5)["id"])
            #expect(before.event(5)["sessionId"] != after.event(5)["sessionId"])
        }
    }

    @Test(
        "Whoever was away for long misses what is older than the history, and a slow stream always has its last event")
    func backlog() throws {
        let now = RuntimeEventStream.epoch.advanced(by: .seconds(20_000_000))
        let stream = RuntimeEventStream(source: .node, seed: 1, rate: 1)
        let page = try Self.numbers(stream, "?after=\(stream.cursor(of: 3))", history: 60, at: now)
        #expect(page == Array((20_000_000 - 60)..<20_000_000))
        let slow = RuntimeEventStream(source: .node, seed: 1, rate: 0.001)
        #expect(try Self.numbers(slow, "", history: 60, at: now) == [slow.lastNumber(at: now)])
    }

    @Test(
        "What is none of its cursors begins at the beginning",
        arguments: [
            "x", "", "7", "-1", "1.1000000", "1.1000000.", "1.1000000.x", "1.1000000.-1", "1.1000000.+7",
            "1.1000000.007", "1.1000000.99999999999999999999", "1.1000000.9223372036854775807", "11.1000000.7",
            "%31.1000000.7",
        ])
    func foreignCursor(cursor: String) throws {
        let stream = RuntimeEventStream(source: .node, seed: 1, rate: 1)
        #expect(stream.number(ofCursor: cursor) == nil)
        let now = RuntimeEventStream.epoch.advanced(by: .seconds(1_000))
        #expect(try Self.numbers(stream, "?after=\(cursor)", history: 60, at: now) == Array(940..<1_000))
    }

    @Test(
        "What is no request that it knows is answered as such",
        arguments: [
            ("GET /v1/audit/events?limit=x HTTP/1.1", 400), ("GET /v1/audit/events?limit=0 HTTP/1.1", 400),
            ("GET /v1/audit/events?limit=99999999999999999999 HTTP/1.1", 400), ("POST /healthz HTTP/1.1", 405),
            ("GET /other HTTP/1.1", 404), ("GET /healthz", 400), ("", 400), ("\u{1}\u{2}", 400),
        ])
    func refused(line: String, status: Int) {
        let stream = RuntimeEventStream(source: .platform, seed: 1, rate: 1)
        #expect(DemoAnswers(stream: stream, history: 0).answer(to: line, at: RuntimeEventStream.epoch).status == status)
    }
}
