// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension EventFilter {
    /// A length of time as filters have it: `30m`, `12h`, `7d`, `4w`; nil for anything else.
    public static func seconds(of text: String) -> Int64? {
        FilterTime.span(text).map { $0 / 1_000_000 }
    }
}

/// The times that `since:` and `until:` accept.
enum FilterTime {
    static let forms = "30m, 12h, 7d or 4w back from now, a date like 2026-03-01, or a time like 2026-03-01T09:30:00Z"

    /// Reads a length of time before `now`, a UTC date (its first moment) or an RFC 3339 time; nil for anything else.
    static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        if let span = span(text) {
            let (microseconds, overflows) = now.microseconds.subtractingReportingOverflow(span)
            let moment = Timestamp(microseconds: microseconds)
            // The range that RFC 3339 can write, so that every moment can be shown again.
            return overflows || !(0...9_999).contains(moment.fields().year) ? nil : moment
        }
        if let time = Timestamp(rfc3339: text) {
            return (0...9_999).contains(time.fields().year) ? time : nil
        }
        guard text.utf8.count == 10 else { return nil }
        return Timestamp(rfc3339: text + "T00:00:00Z")
    }

    /// As `moment`, and the words of a person who goes somewhere: `now`, `today`, `yesterday` (their first moment at an
    /// offset from UTC), `-2h`, or a time of day of today, `09:30`.
    static func place(_ text: String, now: Timestamp, offset: Int) -> Timestamp? {
        let shift = Duration.seconds(offset)
        let today = ActivityUnit.day.start(of: now.advanced(by: shift)).advanced(by: .zero - shift)
        switch text.lowercased() {
        case "now": return now
        case "today": return today
        case "yesterday": return today.advanced(by: .seconds(-86_400))
        default: break
        }
        if text.first == "-" {
            let length = String(text.dropFirst())
            return span(length) == nil ? nil : moment(length, now: now)
        }
        return secondOfDay(text).map { today.advanced(by: .seconds($0)) } ?? moment(text, now: now)
    }

    /// `09:30` or `09:30:15`.
    private static func secondOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, (0..<24).contains(numbers[0]) else { return nil }
        guard numbers.dropFirst().allSatisfy({ (0..<60).contains($0) }) else { return nil }
        return numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    }

    /// Microseconds of `30m`, `12h`, `7d`, `4w`.
    static func span(_ text: String) -> Int64? {
        let unit: Int64
        switch text.last {
        case "m": unit = 60_000_000
        case "h": unit = 3_600_000_000
        case "d": unit = 86_400_000_000
        case "w": unit = 604_800_000_000
        default: return nil
        }
        let digits = text.dropLast().utf8
        guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let count = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        let (product, overflows) = count.multipliedReportingOverflow(by: unit)
        return overflows ? nil : product
    }
}
