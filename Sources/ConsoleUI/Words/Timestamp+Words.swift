// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Moments in words. All times are UTC; ages and deadlines step together, at the turn of the minute.
extension Timestamp {
    private static let minute: Int64 = 60_000_000

    var startOfMinute: Timestamp {
        let rest = microseconds % Self.minute
        return Timestamp(microseconds: microseconds - (rest < 0 ? rest + Self.minute : rest))
    }

    /// Whole minutes from this moment to a later one; negative when it is earlier.
    func minutes(until later: Timestamp) -> Int {
        Int((later.startOfMinute.microseconds - startOfMinute.microseconds) / Self.minute)
    }

    /// `14:18:09`
    var clockText: DisplayText {
        let fields = fields()
        return "\(Self.two(fields.hour)):\(Self.two(fields.minute)):\(Self.two(fields.second))"
    }

    /// `2026-03-08`
    var dateText: DisplayText {
        let fields = fields()
        return "\(fields.year)-\(Self.two(fields.month))-\(Self.two(fields.day))"
    }

    /// `2026-03-08 14:18:09`
    var fullText: DisplayText { "\(dateText) \(clockText)" }

    /// `2026-03-08 14:18:09 UTC`
    var utcText: DisplayText { "\(fullText) UTC" }

    /// `2026-03-08 14:18:09.123456 UTC`
    var exactText: DisplayText {
        let digits = String(fields().microsecond)
        let fraction = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        return "\(fullText).\(fraction) UTC"
    }

    /// Twelve columns: the time of day today, the date and time before that, `Mar 08 14:18`.
    func shortText(now: Timestamp) -> DisplayText {
        let fields = fields()
        let today = now.fields()
        if (fields.year, fields.month, fields.day) == (today.year, today.month, today.day) {
            return clockText.padded(to: 12)
        }
        let month = Self.months[fields.month - 1]
        if fields.year == today.year {
            return "\(month) \(Self.two(fields.day)) \(Self.two(fields.hour)):\(Self.two(fields.minute))"
        }
        return ("\(month) \(Self.two(fields.day))  \(fields.year)" as DisplayText).padded(to: 12)
    }

    /// Eight columns: the time of day today, the day before that.
    func briefText(now: Timestamp) -> DisplayText {
        let fields = fields()
        let today = now.fields()
        if (fields.year, fields.month, fields.day) == (today.year, today.month, today.day) { return clockText }
        let month = Self.months[fields.month - 1]
        let day: DisplayText = fields.year == today.year ? "\(Self.two(fields.day))" : "\(fields.year)"
        return ("\(month) \(day)" as DisplayText).padded(to: 8)
    }

    /// `just now`, `3m ago`, `2h 05m ago`, `4d ago`
    func ageText(now: Timestamp) -> DisplayText {
        let minutes = minutes(until: now)
        return minutes < 1 ? "just now" : "\(Self.span(minutes)) ago"
    }

    /// `in 58m`, `in under 1m`, `now`, `3m ago`
    func deadlineText(now: Timestamp) -> DisplayText {
        let minutes = now.minutes(until: self)
        if self <= now { return minutes > -1 ? "now" : "\(Self.span(-minutes)) ago" }
        return minutes < 1 ? "in under 1m" : "in \(Self.span(minutes))"
    }

    private static func span(_ minutes: Int) -> DisplayText {
        switch minutes {
        case ..<60: "\(minutes)m"
        case ..<1_440: "\(minutes / 60)h \(two(minutes % 60))m"
        default: "\(minutes / 1_440)d"
        }
    }

    private static func two(_ number: Int) -> DisplayText {
        number < 10 ? "0\(number)" : DisplayText(number)
    }

    private static let months: [DisplayText] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
