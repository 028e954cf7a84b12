// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("B57: the filter language")
struct EventFilterParsingTests {
    static let now = Timestamp(microseconds: 1_780_000_000_000_000)

    private func parse(_ expression: String) throws(EventFilterError) -> EventFilter {
        try EventFilter(parsing: expression, now: Self.now)
    }

    private func fault(_ expression: String) -> EventFilterError? {
        do {
            _ = try parse(expression)
            return nil
        } catch {
            return error
        }
    }

    @Test("Every part of the documented example is read")
    func documentedExample() throws {
        let filter = try parse(
            "category:rollback severity:>=medium actor:operator_1 outcome:denied since:7d until:2027-03-01 "
                + "-stream:runtime \"free text\"")
        #expect(
            filter.terms == [
                .init(field: .category, values: ["rollback"]),
                .init(field: .severity, comparison: .atLeast, values: ["medium"]),
                .init(field: .actor, values: ["operator_1"]),
                .init(field: .outcome, values: ["denied"]),
                .init(field: .stream, values: ["runtime"], isNegated: true),
            ])
        #expect(filter.phrases == [.init(text: "free text")])
        #expect(filter.since == Self.now.advanced(by: .seconds(-7 * 86_400)))
        #expect(filter.until == Timestamp(rfc3339: "2027-03-01T00:00:00Z"))
    }

    @Test("An empty expression passes every event", arguments: ["", " ", "\t\n "])
    func empty(_ expression: String) throws {
        #expect(try parse(expression).isEmpty)
    }

    @Test("Alternatives, quotes and escapes are read")
    func values() throws {
        let filter = try parse(#"tenant:"Northwind Studio","a \"b\" \\ c",plain category:ROLLBACK,quota"#)
        #expect(filter.terms[0].values == ["Northwind Studio", #"a "b" \ c"#, "plain"])
        #expect(filter.terms[1].values == ["rollback", "quota"])
    }

    @Test("Bare words are texts, one by one; a quoted run is one text")
    func phrases() throws {
        let filter = try parse(#"drift -"with blanks" -northwind a,b"#)
        #expect(
            filter.phrases == [
                .init(text: "drift"), .init(text: "with blanks", isNegated: true),
                .init(text: "northwind", isNegated: true), .init(text: "a,b"),
            ])
    }

    @Test(
        "Times are read as lengths, dates and RFC 3339",
        arguments: [
            ("30m", "2026-05-28T19:56:40.000000Z"), ("12h", "2026-05-28T08:26:40.000000Z"),
            ("7d", "2026-05-21T20:26:40.000000Z"), ("4w", "2026-04-30T20:26:40.000000Z"),
            ("2026-03-01", "2026-03-01T00:00:00.000000Z"),
            ("2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00.000000Z"),
            ("\"2026-03-01 10:00:00.5Z\"", "2026-03-01T10:00:00.500000Z"),
        ])
    func times(_ text: String, _ expected: String) throws {
        #expect(try parse("since:\(text)").since?.rfc3339 == expected)
    }

    @Test("C24 C25 C26: an action in lower case is read in upper case, ids in either form")
    func normalised() throws {
        let uuid = "0198c2e4-5f00-7a11-8b22-0123456789AB"
        let filter = try parse("action:sign_request action:AssumeRole id:\(uuid) request:req_\(uuid)")
        #expect(
            filter.terms.map(\.values) == [
                ["SIGN_REQUEST"], ["AssumeRole"], ["audit_" + uuid.lowercased()], ["req_" + uuid.lowercased()],
            ])
    }

    @Test(
        "Faults name the column, counted in characters from 1",
        arguments: [
            ("categroy:rollback", "unknown-field", 1, 8), ("actor:x  nope:1", "unknown-field", 10, 4),
            ("category:rolback", "unknown-value", 10, 7), ("severity:low,hihg", "unknown-value", 14, 4),
            ("é👩‍👩‍👧ab stream:x", "unknown-value", 13, 1), ("actor:", "missing-value", 7, 1),
            ("actor:a,", "missing-value", 9, 1), ("actor:\"\"", "missing-value", 7, 1), ("-", "missing-value", 1, 1),
            ("- actor:x", "missing-value", 1, 1), (":x", "unknown-field", 1, 1),
            ("actor:>=x", "unsupported-comparison", 7, 2), ("severity:>=low,high", "unsupported-comparison", 10, 2),
            ("\"open", "unterminated-quote", 1, 1), ("actor:\"open", "unterminated-quote", 7, 1),
            ("actor:a\"b", "stray-quote", 8, 1), ("\"abc\"d", "stray-quote", 6, 1),
            ("\"abc\",def", "stray-quote", 6, 1), ("ab", "text-too-short", 1, 2), ("-ab", "text-too-short", 2, 2),
            ("since:yesterday", "invalid-time", 7, 9), ("since:2026-02-30", "invalid-time", 7, 10),
            ("since:999999999w", "invalid-time", 7, 10), ("since:1d,2d", "invalid-time", 9, 1),
            ("-since:7d", "not-negatable", 1, 9), ("since:7d since:1d", "given-twice", 10, 8),
            ("since:1d until:7d", "empty-range", 10, 8), ("id:audit_12", "invalid-identifier", 4, 8),
            ("abc\0def", "invalid-character", 4, 1), ("resource:bundle/", "missing-value", 16, 1),
        ])
    func faults(_ expression: String, _ code: String, _ column: Int, _ length: Int) throws {
        let error = try #require(fault(expression))
        // The length of a comparison's fault runs to its end; only its beginning is fixed here.
        #expect(error.code.rawValue == code)
        #expect(error.column == column)
        if error.code != .unsupportedComparison { #expect(error.length == length) }
        #expect(!error.message.isEmpty)
    }

    @Test("Unknown fields and values suggest the nearest")
    func suggestions() {
        #expect(fault("categroy:rollback")?.suggestion == "category")
        #expect(fault("category:rolback")?.suggestion == "rollback")
        #expect(fault("severity:crit")?.suggestion == "critical")
        #expect(fault("sinse:7d")?.suggestion == "since")
        #expect(fault("zzzzzz:7d")?.suggestion == nil)
        #expect(fault("zzzzzz:7d")?.message.contains("category") == true)
    }

    @Test("The rendering puts the carets below the fault, and shows hidden characters")
    func rendering() {
        #expect(
            fault("actor:x category:rolback")?.rendering()
                == "actor:x category:rolback\n"
                + "                 ^^^^^^^ no category is called 'rolback'; did you mean 'rollback'?")
        #expect(
            fault("a\u{202E}bc stream:x")?.rendering().hasPrefix(
                "a<U+202E>bc stream:x\n" + String(repeating: " ", count: 19) + "^ ") == true)
    }

    @Test("An expression above the limit is refused")
    func tooLong() {
        #expect(fault(String(repeating: "a", count: 4_096)) == nil)
        #expect(fault(String(repeating: "a", count: 4_097))?.code == .tooLong)
    }
}
