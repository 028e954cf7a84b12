// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import LogExchange
import Testing

/// The parser and the published schema say the same of every line, so that neither drifts from the other.
@Suite("C39: the JSON Schema of runtime events")
struct RuntimeSchemaTests {
    static let hostileValues: [JSONValue] = [
        .null, true, 0, -1, 200, 999, 1_000, 9_007_199_254_740_991, 9_007_199_254_740_992, .double(1.5), .double(1e300),
        .double(2e2), "", " ", "text", "two words", "a\nb", "a\n", "é", "\u{202E}", "9lives", "_x", "x y",
        .string(String(repeating: "x", count: 100)), .string(String(repeating: "x", count: 101)),
        .string(String(repeating: "x", count: 200)), .string(String(repeating: "x", count: 201)),
        .string(String(repeating: "x", count: 500)), .string(String(repeating: "x", count: 501)),
        "2026-04-16T09:30:00Z", "2026-04-16t09:30:00.123456789+02:00", "2026-04-16 09:30:00Z", "2026-02-30T09:30:00Z",
        "2024-02-29T09:30:00Z", "2026-02-29T09:30:00Z", "2026-04-16T24:00:00Z", "2026-04-16T09:30:60Z",
        "2026-04-16T09:30:00", "2026-04-16T09:30:00.Z", "2026-04-16T09:30:00.1234567890Z", "2026-13-01T00:00:00Z",
        "2026-04-16T09:30:00+24:00", "0001-01-01T00:00:00Z", "٢026-04-16T09:30:00Z", [], ["a"], [:], ["sub": "x"],
        ["sub": 1], ["sub": .null], ["actor": "x"], ["actor": 1], ["actor": ["sub": "x"]], ["actor": ["sub": 1]],
        ["delegatedBy": 1], ["delegatedBy": .null, "delegationId": "x", "other": [1]],
    ]

    @Test("A whole line, and each field missing or with each hostile value: both agree")
    func agreement() throws {
        let schema = try RuntimeSample.schema()
        guard case .object(let members) = RuntimeSample.line() else { return }
        var accepted = 0
        var refused = 0
        for name in members.keys.sorted() + ["unknown"] {
            for value in [nil] + Self.hostileValues.map(Optional.some) {
                let line = RuntimeSample.line(1, [name: value])
                let parser = Result { try RuntimeFeedLine(line: RuntimeSample.bytes(line)).record.get() }
                let judge = Result { try schema.validate(line) }
                switch (parser, judge) {
                case (.success, .success): accepted += 1
                case (.failure, .failure): refused += 1
                case (.success, .failure(let violation)):
                    Issue.record("The parser takes what the schema refuses: \(violation)")
                case (.failure(let error), .success):
                    Issue.record("The schema takes what the parser refuses: \(error) in \(line.jsonText)")
                }
            }
        }
        #expect(accepted > 200)
        #expect(refused > 200)
    }

    @Test("A line of a file needs neither id nor cursor, a line of a feed both")
    func definitions() throws {
        let schema = try RuntimeSample.schema()
        try schema.validate(RuntimeSample.plain(), definition: "event")
        #expect(throws: JSONSchema.Violation.self) { try schema.validate(RuntimeSample.plain()) }
        try schema.validate(RuntimeSample.line())
        try schema.validate(RuntimeSample.line(), definition: "event")
    }

    @Test("Random lines of fields and hostile values: both agree")
    func fuzz() throws {
        let schema = try RuntimeSample.schema()
        var generator = SeededGenerator(seed: 5)
        guard case .object(let members) = RuntimeSample.line() else { return }
        let names = members.keys.sorted()
        for _ in 0..<3_000 {
            var changes: [String: JSONValue?] = [:]
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                changes[names.randomElement(using: &generator) ?? ""] =
                    .some(Self.hostileValues.randomElement(using: &generator))
            }
            let line = RuntimeSample.line(1, changes)
            let isTaken = (try? RuntimeFeedLine(line: RuntimeSample.bytes(line)).record.get()) != nil
            #expect(isTaken == ((try? schema.validate(line)) != nil), "\(line.jsonText)")
        }
    }
}
