// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Bounds on event ids. They are UUIDs of version 7 (RFC 9562, section 5.7): the first 48 bits are milliseconds
/// since 1970, so a time of recording is a bound on ids, and PostgreSQL leaves out the months that cannot match.
enum RecordingID {
    /// The lowest UUID of a millisecond: every id recorded in it or later is this or greater.
    static func lowest(millisecond: Int64) -> String {
        text(millisecond, rest: "-0000-0000-000000000000")
    }

    /// The highest UUID of a millisecond: every id recorded in it or earlier is this or less.
    static func highest(millisecond: Int64) -> String {
        text(millisecond, rest: "-ffff-ffff-ffffffffffff")
    }

    /// The millisecond in which an event with this bare UUID was recorded; nil where it is no UUID.
    static func millisecond(of uuid: String) -> Int64? {
        let digits = uuid.prefix(13).filter { $0 != "-" }
        guard digits.count == 12 else { return nil }
        return Int64(digits, radix: 16)
    }

    private static func text(_ millisecond: Int64, rest: String) -> String {
        // 48 bits: from 1970 to the year 10889
        let held = min(max(millisecond, 0), 0xffff_ffff_ffff)
        let digits = String(held, radix: 16)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return "\(padded.prefix(8))-\(padded.suffix(4))\(rest)"
    }
}

extension Timestamp {
    /// Whole milliseconds since 1970, rounded down.
    var millisecond: Int64 {
        microseconds >= 0 ? microseconds / 1_000 : (microseconds - 999) / 1_000
    }

    var isWholeMillisecond: Bool { microseconds % 1_000 == 0 }

    init(millisecond: Int64) {
        self.init(microseconds: millisecond * 1_000)
    }
}
