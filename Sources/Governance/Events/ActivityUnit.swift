// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How long each bucket of a histogram over the trail is; buckets begin at full hours, days and months of UTC.
public enum ActivityUnit: String, Sendable, Hashable, CaseIterable {
    case hour
    case day
    case month

    /// The beginning of the bucket that a moment lies in.
    public func start(of moment: Timestamp) -> Timestamp {
        var fields = moment.fields()
        (fields.minute, fields.second, fields.microsecond) = (0, 0, 0)
        if self != .hour { fields.hour = 0 }
        if self == .month { fields.day = 1 }
        return Timestamp(fields: fields) ?? moment
    }

    /// The beginning of the bucket so many buckets later than the one that a moment lies in; earlier where negative.
    public func start(of moment: Timestamp, movedBy count: Int) -> Timestamp {
        let start = start(of: moment)
        switch self {
        case .hour: return start.advanced(by: .seconds(3_600 * count))
        case .day: return start.advanced(by: .seconds(86_400 * count))
        case .month:
            var fields = start.fields()
            let months = fields.year * 12 + fields.month - 1 + count
            guard months >= 0 else { return start }
            (fields.year, fields.month) = (months / 12, months % 12 + 1)
            return Timestamp(fields: fields) ?? start
        }
    }

    /// How many buckets the one of `later` lies after the one of `earlier`; negative where it lies before.
    public func distance(from earlier: Timestamp, to later: Timestamp) -> Int {
        let (first, second) = (start(of: earlier), start(of: later))
        switch self {
        case .hour: return Int((second.microseconds - first.microseconds) / 3_600_000_000)
        case .day: return Int((second.microseconds - first.microseconds) / 86_400_000_000)
        case .month:
            let (from, to) = (first.fields(), second.fields())
            return (to.year - from.year) * 12 + to.month - from.month
        }
    }
}
