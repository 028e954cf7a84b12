// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Testing

@Suite("Counting and going by time")
struct ActivityTests {
    private func moment(_ text: String) -> Timestamp? { Timestamp(rfc3339: text) }

    @Test("Buckets begin at full hours, days and months of UTC, also before 1970 and over a year's end")
    func starts() throws {
        let some = try #require(moment("2026-03-31T16:40:12.5Z"))
        let early = try #require(moment("1969-12-31T23:59:59Z"))
        #expect(ActivityUnit.hour.start(of: some) == moment("2026-03-31T16:00:00Z"))
        #expect(ActivityUnit.day.start(of: some) == moment("2026-03-31T00:00:00Z"))
        #expect(ActivityUnit.month.start(of: some) == moment("2026-03-01T00:00:00Z"))
        #expect(ActivityUnit.month.start(of: some, movedBy: -3) == moment("2025-12-01T00:00:00Z"))
        #expect(ActivityUnit.month.start(of: some, movedBy: 10) == moment("2027-01-01T00:00:00Z"))
        #expect(ActivityUnit.day.start(of: some, movedBy: 1) == moment("2026-04-01T00:00:00Z"))
        #expect(ActivityUnit.hour.start(of: early) == moment("1969-12-31T23:00:00Z"))
        for unit in ActivityUnit.allCases {
            for count in [-30, -1, 0, 1, 30] {
                #expect(unit.distance(from: some, to: unit.start(of: some, movedBy: count)) == count)
            }
        }
    }

    @Test("C49: where to go is said in many ways; days and times of day are those of the zone")
    func places() throws {
        let now = try #require(moment("2026-03-11T23:30:00Z"))
        func place(_ text: String, _ offset: Int = 0) -> Timestamp? {
            EventFilter.place(parsing: text, now: now, offset: offset)
        }
        #expect(place("-2h") == moment("2026-03-11T21:30:00Z"))
        #expect(place("2h") == place("-2h"))
        #expect(place("today") == moment("2026-03-11T00:00:00Z"))
        #expect(place("Yesterday") == moment("2026-03-10T00:00:00Z"))
        #expect(place("yesterday", 3_600) == moment("2026-03-10T23:00:00Z"))
        #expect(place("09:30") == moment("2026-03-11T09:30:00Z"))
        #expect(place("09:30:15", 3_600) == moment("2026-03-12T08:30:15Z"))
        #expect(place("2026-03-01") == moment("2026-03-01T00:00:00Z"))
        #expect(place("2026-03-01T09:30:00+01:00") == moment("2026-03-01T08:30:00Z"))
        for nonsense in ["", "-", "-yesterday", "--2h", "24:00", "9:30", "09:60", "2026-02-30", "soon"] {
            #expect(place(nonsense) == nil, "\(nonsense)")
        }
    }

    @Test("B57: counts answer filters of streams and severities, and no others")
    func answers() throws {
        let now = try #require(moment("2026-03-11T23:30:00Z"))
        for (text, isAnswered) in [
            ("", true), ("severity:>=high -stream:runtime since:7d", true), ("actor:x", false), ("words", false),
        ] {
            #expect(try EventFilter(parsing: text, now: now).isAnsweredByActivity == isAnswered, "\(text)")
        }
        let filter = try EventFilter(parsing: "severity:>=high -stream:runtime", now: now)
        func count(_ stream: EventStream, _ severity: Severity) -> ActivityCount {
            ActivityCount(start: now, stream: stream, severity: severity, events: 1)
        }
        #expect(filter.matches(count(.governance, .critical)))
        #expect(!filter.matches(count(.governance, .medium)))
        #expect(!filter.matches(count(.runtime, .critical)))
    }

    @Test("The name of a file says its format")
    func formats() {
        #expect(ExportFormat(path: "/a/b.jsonl") == .jsonl)
        #expect(ExportFormat(path: "b.CSV") == .csv)
        for path in ["", "b", ".csv", "/a.csv/b", "b.json", "b.csv.gz"] {
            #expect(ExportFormat(path: path) == nil, "\(path)")
        }
    }

    @Test("JSON of an event reads back, and hides nothing")
    func json() throws {
        let now = try #require(moment("2026-03-11T23:30:00Z"))
        var event = AuditEvent(
            id: "audit_1", occurredAt: now, recordedAt: now,
            stream: .runtime, category: "runtime", severity: .low, action: "A", title: "a \"b\" \u{202E} \u{1B}[2J")
        event.changes = .object(["b": .array([.integer(1), .null]), "a": .bool(true)])
        let text = event.jsonText
        #expect(text.contains("\\u202e") && text.contains("\\u001b"))
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        guard case .object(let object) = value else {
            Issue.record("no object")
            return
        }
        #expect(object["title"] == .string(event.title))
        #expect(object["changes"] == event.changes)
        #expect(object.count == 33)
    }
}
