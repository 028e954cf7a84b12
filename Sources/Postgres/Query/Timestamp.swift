// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Moments as PostgreSQL writes them (ISO style), to and from microseconds since 1970-01-01 00:00 UTC.
///
/// Dates are of the proleptic Gregorian calendar, as PostgreSQL's are. The day arithmetic counts from 1 March, so that
/// the leap day is a year's last.
enum Timestamp {
    private static let day: Int64 = 86_400_000_000

    /// `YYYY-MM-DD HH:MM:SS.ffffff+00`, with `BC` where the year asks for it.
    static func text(microseconds: Int64) -> String {
        if microseconds == .max { return "infinity" }
        if microseconds == .min { return "-infinity" }
        let (days, time) = floorDivide(microseconds, day)
        let (year, month, dayOfMonth) = civil(days: days)
        let seconds = time / 1_000_000
        let shown = year > 0 ? year : 1 - year
        return padded(shown, 4) + "-" + padded(month, 2) + "-" + padded(dayOfMonth, 2) + " "
            + padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) + "."
            + padded(time % 1_000_000, 6) + "+00" + (year > 0 ? "" : " BC")
    }

    /// Reads `2026-11-22 16:04:19.123456+05:30`; without an offset the time is taken as UTC.
    ///
    /// Nil for anything else, another DateStyle in particular.
    static func microseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var scanner = Scanner(bytes: text)
        if scanner.take("infinity"), scanner.isAtEnd { return .max }
        if scanner.take("-infinity"), scanner.isAtEnd { return .min }
        guard let year = scanner.number(digits: 4...7), scanner.take("-"),
            let month = scanner.number(digits: 2...2), (1...12).contains(month), scanner.take("-"),
            let dayOfMonth = scanner.number(digits: 2...2), (1...31).contains(dayOfMonth), scanner.take(" "),
            let hour = scanner.number(digits: 2...2), hour <= 24, scanner.take(":"),
            let minute = scanner.number(digits: 2...2), minute < 60, scanner.take(":"),
            let second = scanner.number(digits: 2...2), second <= 60
        else { return nil }
        var fraction: Int64 = 0
        if scanner.take(".") {
            guard let parsed = scanner.fraction() else { return nil }
            fraction = parsed
        }
        guard let offset = scanner.offset() else { return nil }
        let isBeforeChrist = scanner.take(" BC")
        guard scanner.isAtEnd else { return nil }
        let days = days(year: isBeforeChrist ? 1 - year : year, month: month, day: dayOfMonth)
        let sinceMidnight = (hour * 3600 + minute * 60 + second - offset) * 1_000_000 + fraction
        // PostgreSQL's years go on to 294276, which in these microseconds is past the end of 64 bits.
        let (start, isTooLarge) = days.multipliedReportingOverflow(by: day)
        let (moment, isPastTheEnd) = start.addingReportingOverflow(sinceMidnight)
        return isTooLarge || isPastTheEnd ? nil : moment
    }

    /// Days from 1970-01-01 to the date.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = floorDivide(shifted, 400)
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ text: StaticString) -> Bool {
            let count = text.utf8CodeUnitCount
            guard position + count <= bytes.count else { return false }
            let matches = text.withUTF8Buffer { expected in
                expected.elementsEqual(bytes[position..<position + count])
            }
            if matches { position += count }
            return matches
        }

        mutating func number(digits: ClosedRange<Int>) -> Int64? {
            var value: Int64 = 0
            var count = 0
            while count < digits.upperBound, position < bytes.count, let digit = digit(bytes[position]) {
                value = value * 10 + digit
                position += 1
                count += 1
            }
            return count >= digits.lowerBound ? value : nil
        }

        /// Up to six digits after the point, as microseconds.
        mutating func fraction() -> Int64? {
            let start = position
            guard var value = number(digits: 1...6) else { return nil }
            for _ in (position - start)..<6 { value *= 10 }
            return value
        }

        /// `+HH`, `-HH:MM` or `+HH:MM:SS` in seconds east of Greenwich; 0 where there is none.
        mutating func offset() -> Int64? {
            let sign: Int64
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return 0 }
            guard let hours = number(digits: 2...2) else { return nil }
            var seconds = hours * 3600
            if take(":") {
                guard let minutes = number(digits: 2...2) else { return nil }
                seconds += minutes * 60
                if take(":") {
                    guard let rest = number(digits: 2...2) else { return nil }
                    seconds += rest
                }
            }
            return sign * seconds
        }

        private func digit(_ byte: UInt8) -> Int64? {
            byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int64(byte - UInt8(ascii: "0")) : nil
        }
    }
}
