// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("A15 C4: moments in UTC")
struct TimestampTests {
    @Test(
        "RFC 3339 text round-trips",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (1_780_000_000_000_001, "2026-05-28T20:26:40.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"), (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
        ])
    func roundTrip(_ microseconds: Int, _ text: String) {
        let moment = Timestamp(microseconds: Int64(microseconds))
        #expect(moment.rfc3339 == text)
        #expect(Timestamp(rfc3339: text) == moment)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00Zx", "２026-01-01T00:00:00Z",
        ])
    func refused(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("Advancing past the range stays at its end")
    func clamped() {
        #expect(Timestamp(microseconds: .max).advanced(by: .microseconds(1)).microseconds == .max)
        #expect(Timestamp(microseconds: .min).advanced(by: .microseconds(-1)).microseconds == .min)
        let nearLimit = Duration(secondsComponent: Int64.max / 1_000_000, attosecondsComponent: 999_999_999_999_999_999)
        #expect(Timestamp(microseconds: 0).advanced(by: nearLimit).microseconds == .max)
    }
}
