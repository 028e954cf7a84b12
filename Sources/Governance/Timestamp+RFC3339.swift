// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Calendar fields and RFC 3339 text, without a calendar library.
extension Timestamp {
    /// The fields of a moment on the proleptic Gregorian calendar.
    public struct Fields: Sendable, Hashable {
        public var year: Int
        public var month: Int
        public var day: Int
        public var hour: Int
        public var minute: Int
        public var second: Int
        public var microsecond: Int
    }

    /// The calendar fields at an offset from UTC, in seconds (0 is UTC itself).
    ///
    /// Days to dates by Howard Hinnant's `civil_from_days`
    /// (https://howardhinnant.github.io/date_algorithms.html#civil_from_days).
    public func fields(offset: Int = 0) -> Fields {
        let local = microseconds &+ Int64(offset) &* 1_000_000
        let dayLength: Int64 = 86_400_000_000
        var days = local / dayLength
        var rest = local % dayLength
        if rest < 0 {
            rest += dayLength
            days -= 1
        }
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let seconds = rest / 1_000_000
        return Fields(
            year: Int(year), month: Int(month), day: Int(day), hour: Int(seconds / 3_600),
            minute: Int(seconds / 60 % 60), second: Int(seconds % 60), microsecond: Int(rest % 1_000_000))
    }

    /// The moment of the given calendar fields in UTC; nil where no such date or time of day exists.
    public init?(fields: Fields) {
        let lengths = [31, Self.isLeap(fields.year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (0...9_999).contains(fields.year), (1...12).contains(fields.month),
            (1...lengths[fields.month - 1]).contains(fields.day), (0...23).contains(fields.hour),
            (0...59).contains(fields.minute), (0...59).contains(fields.second),
            (0...999_999).contains(fields.microsecond)
        else { return nil }
        // days_from_civil, from the same source as above
        let year = fields.month <= 2 ? fields.year - 1 : fields.year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let shiftedMonth = fields.month > 2 ? fields.month - 3 : fields.month + 9
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + fields.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86_400 + fields.hour * 3_600 + fields.minute * 60 + fields.second
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fields.microsecond))
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, the form of the canonical event.
    public var rfc3339: String {
        let fields = fields()
        return
            "\(Self.padded(fields.year, 4))-\(Self.padded(fields.month, 2))-\(Self.padded(fields.day, 2))"
            + "T\(Self.padded(fields.hour, 2)):\(Self.padded(fields.minute, 2)):\(Self.padded(fields.second, 2))"
            + ".\(Self.padded(fields.microsecond, 6))Z"
    }

    /// Reads RFC 3339 text with an optional fraction (digits past the sixth are cut) and `Z` or an offset.
    public init?(rfc3339 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2), scanner.take(":"),
            let second = scanner.number(2)
        else { return nil }
        var microsecond = 0
        if scanner.take(".") {
            guard let fraction = scanner.fraction() else { return nil }
            microsecond = fraction
        }
        guard let offset = scanner.offset(), scanner.isAtEnd,
            let moment = Timestamp(
                fields: Fields(
                    year: year, month: month, day: day, hour: hour, minute: minute, second: second,
                    microsecond: microsecond))
        else { return nil }
        self.init(microseconds: moment.microseconds - Int64(offset) * 1_000_000)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Reads fixed-width decimal fields from ASCII text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
            rest = rest.dropFirst()
        }
        return value
    }

    mutating func fraction() -> Int? {
        var value = 0
        var count = 0
        while let byte = rest.first, (0x30...0x39).contains(byte) {
            if count < 6 { value = value * 10 + Int(byte - 0x30) }
            count += 1
            rest = rest.dropFirst()
        }
        guard count > 0 else { return nil }
        for _ in min(count, 6)..<6 { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours < 24, take(":"), let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
