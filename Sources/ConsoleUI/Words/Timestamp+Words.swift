// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Moments in words, in the zone that is shown; ages and deadlines step together, at the turn of the minute.
extension Timestamp {
    private static let minute: Int64 = 60_000_000

    var startOfMinute: Timestamp {
        let rest = microseconds % Self.minute
        let (start, overflows) = microseconds.subtractingReportingOverflow(rest < 0 ? rest + Self.minute : rest)
        return overflows ? self : Timestamp(microseconds: start)
    }

    /// Whole minutes from this moment to a later one; negative when it is earlier.
    func minutes(until later: Timestamp) -> Int {
        // An infinite time of PostgreSQL is an extreme of the integer.
        Int(later.startOfMinute.microseconds / Self.minute) - Int(startOfMinute.microseconds / Self.minute)
    }

    /// The fields in the zone that is shown.
    private var shown: Fields { fields(offset: DisplayZone.current.offset(at: self)) }

    /// `UTC`, or what the zone that is shown is called at this moment.
    var zoneText: DisplayText { DisplayText(DisplayZone.current.period(at: self).abbreviation) }

    /// `14:18:09`
    var clockText: DisplayText {
        let fields = shown
        return "\(Self.two(fields.hour)):\(Self.two(fields.minute)):\(Self.two(fields.second))"
    }

    /// `2026-03-08`
    var dateText: DisplayText {
        let fields = shown
        return "\(fields.year)-\(Self.two(fields.month))-\(Self.two(fields.day))"
    }

    /// `2026-03-08 14:18:09`
    var fullText: DisplayText { "\(dateText) \(clockText)" }

    /// `2026-03-08 14:18:09 UTC`
    var zonedText: DisplayText { "\(fullText) \(zoneText)" }

    /// `2026-03-08T14:18:09.123456Z`, and the same moment in the zone that is shown, where that is another one.
    var exactText: DisplayText {
        let absolute = DisplayText(rfc3339)
        return DisplayZone.current == .utc ? absolute : "\(absolute)  \(fullText) \(zoneText)"
    }

    /// Twelve columns: the time of day today, the date and time before that, `Mar 08 14:18`.
    func shortText(now: Timestamp) -> DisplayText {
        let fields = shown
        let today = now.shown
        if (fields.year, fields.month, fields.day) == (today.year, today.month, today.day) {
            return clockText.padded(to: 12)
        }
        let month = Self.months[fields.month - 1]
        if fields.year == today.year {
            return "\(month) \(Self.two(fields.day)) \(Self.two(fields.hour)):\(Self.two(fields.minute))"
        }
        return ("\(month) \(Self.two(fields.day))  \(fields.year)" as DisplayText).padded(to: 12)
    }

    /// The time of day today, with the day before that: `14:18:09`, `2026-03-08 14:18:09`.
    func momentText(now: Timestamp) -> DisplayText {
        let (fields, today) = (shown, now.shown)
        let isToday = (fields.year, fields.month, fields.day) == (today.year, today.month, today.day)
        return isToday ? clockText : fullText
    }

    /// Eight columns: the time of day today, the day before that.
    func briefText(now: Timestamp) -> DisplayText {
        let fields = shown
        let today = now.shown
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
