// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Makes UUIDs of version 7 (RFC 9562, section 5.7) that sort in the order of making, the same in every run.
struct InMemoryIdentifiers {
    private var counter: UInt64 = 0

    mutating func next(at moment: Timestamp) -> String {
        counter += 1
        let milliseconds = UInt64(max(0, moment.microseconds / 1_000))
        let time = Self.hexadecimal(milliseconds, 12)
        let high = Self.hexadecimal(counter >> 32 & 0xFFF, 3)
        let low = Self.hexadecimal(counter & 0xFFFF_FFFF, 12)
        return "\(time.prefix(8))-\(time.suffix(4))-7\(high)-8000-\(low)"
    }

    private static func hexadecimal(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
