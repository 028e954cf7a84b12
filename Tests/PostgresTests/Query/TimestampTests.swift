// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import Postgres

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01 00:00:00+00", 0),
        ("2026-11-22 16:04:19.123456+00", 1_795_363_459_123_456),
        ("2026-11-22 21:34:19.123456+05:30", 1_795_363_459_123_456),
        ("2000-02-29 23:59:59.5-01", 951_872_399_500_000),
        ("1969-12-31 23:59:59.999999+00", -1),
        ("infinity", Int64.max),
        ("-infinity", Int64.min),
    ])
    func reads(_ text: String, _ microseconds: Int64) {
        #expect(parsed(text) == microseconds)
    }

    @Test(
        "What PostgreSQL can hold and 64 bits of microseconds cannot is refused",
        arguments: [
            "294247-01-10 04:00:54.775807+00", "294247-01-10 04:00:54.775808+00", "294276-12-31 23:59:59.999999+00",
            "294247-01-10 00:00:00-23",
        ])
    func latest(_ text: String) {
        #expect(parsed(text) == (text.contains("54.775807") ? Int64.max : nil))
    }

    @Test(arguments: ["", "22/11/2026 16:04:19.12 UTC", "2026-13-01 00:00:00+00", "2026-11-22", "2026-11-22 1:2:3x"])
    func refuses(_ text: String) {
        #expect(parsed(text) == nil)
    }

    @Test func writesWhatItReads() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let moment = Int64.random(in: -200_000_000_000_000_000...9_000_000_000_000_000, using: &generator)
            #expect(parsed(Timestamp.text(microseconds: moment)) == moment)
        }
    }

    private func parsed(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBufferPointer(Timestamp.microseconds)
    }
}
