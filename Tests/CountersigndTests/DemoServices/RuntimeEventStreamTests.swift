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
                #expect(read.cursor == String(number))
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
        let answers = DemoAnswers(stream: stream, history: 60_000_000)
        let now = RuntimeEventStream.epoch.advanced(by: .seconds(1_000))
        func cursors(_ query: String) -> [Int64] {
            let answer = answers.answer(to: "GET /v1/audit/events\(query) HTTP/1.1", at: now)
            #expect(answer.status == 200)
            return answer.body.split(separator: "\n").compactMap {
                RuntimeFeedLine(line: Array($0.utf8)).cursor.flatMap(Int64.init)
            }
        }
        let first = cursors("")
        #expect(first == Array(9_400..<9_500))
        var all = first
        while let last = all.last {
            let page = cursors("?after=\(last)&limit=77")
            if page.isEmpty { break }
            all += page
        }
        #expect(all == Array(9_400..<10_000))
        #expect(cursors("?after=9998&limit=5000") == [9_999])
        #expect(cursors("?limit=5000&after=7").count == DemoAnswers.maximumLimit)
        #expect(cursors("?after=20000").isEmpty)
        let last = try #require(all.last)
        #expect(try RuntimeFeedLine(line: Array(stream.line(last).utf8)).record.get().occurredAt < now)
    }

    @Test(
        "What is no request that it knows is answered as such",
        arguments: [
            ("GET /v1/audit/events?after=x HTTP/1.1", 400), ("GET /v1/audit/events?limit=0 HTTP/1.1", 400),
            ("GET /v1/audit/events?after=99999999999999999999 HTTP/1.1", 400), ("POST /healthz HTTP/1.1", 405),
            ("GET /other HTTP/1.1", 404), ("GET /healthz", 400), ("", 400), ("\u{1}\u{2}", 400),
        ])
    func refused(line: String, status: Int) {
        let stream = RuntimeEventStream(source: .platform, seed: 1, rate: 1)
        #expect(DemoAnswers(stream: stream, history: 0).answer(to: line, at: RuntimeEventStream.epoch).status == status)
    }
}
