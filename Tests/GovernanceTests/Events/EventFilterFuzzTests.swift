// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("B57: the filter language under arbitrary input")
struct EventFilterFuzzTests {
    /// SplitMix64, so that a failure can be repeated from its seed.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let fragments = [
        "category", "severity", "actor", "since", "until", "id", "request", "resource", "stream", ":", ":", ":", ",",
        "\"", "\"", "\\", "-", ">=", "<", "=", "/", " ", " ", "rollback", "medium", "7d", "2026-03-01", "audit_",
        "0198c2e4-5f00-7a11-8b22-0123456789ab", "é", "e\u{301}", "👩‍👩‍👧", "\u{202E}", "\u{0}", "\u{85}", "ﷺ", "abc",
        "2026-03-01T10:00:00Z", "99999999999999999999w", "\n", "\u{FEFF}", "text",
    ]
    private static let now = Timestamp(microseconds: 1_780_000_000_000_000)

    private func expression(_ generator: inout Generator) -> String {
        (0..<Int.random(in: 0...14, using: &generator)).map { _ in
            if Int.random(in: 0..<8, using: &generator) == 0,
                let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10_FFFF, using: &generator))
            {
                return String(scalar)
            }
            return Self.fragments.randomElement(using: &generator) ?? ""
        }.joined()
    }

    @Test("Any text is read or refused with a place inside it; what is read round-trips", arguments: 0..<8)
    func anything(_ seed: Int) async throws {
        var generator = Generator(state: UInt64(seed))
        for _ in 0..<2_500 {
            // So many cases in a row must not keep the tests waiting that watch a clock.
            await Task.yield()
            let text = expression(&generator)
            switch Result(catching: { () throws(EventFilterError) in try EventFilter(parsing: text, now: Self.now) }) {
            case .success(let filter):
                let again = try EventFilter(parsing: filter.description, now: Self.now)
                #expect(again == filter, "seed \(seed): \(text.debugDescription)")
                #expect(again.description == filter.description)
            case .failure(let error):
                #expect((1...max(1, text.count + 1)).contains(error.column), "\(text.debugDescription)")
                #expect(!error.rendering().isEmpty)
            }
            let cursor = Int.random(in: -1...(text.count + 1), using: &generator)
            let completion = EventFilter.completion(of: text, at: cursor)
            #expect(completion.range.lowerBound >= 0 && completion.range.upperBound <= text.count)
        }
    }
}
