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

/// Which counts to read: those of whole hours of recording from `since` on, up to but without `until`.
public struct ActivityQuery: Sendable, Hashable {
    public var unit: ActivityUnit
    /// Nil begins with the trail.
    public var since: Timestamp?
    /// Nil ends with the trail.
    public var until: Timestamp?
    /// The most counts to return, the newest ones.
    public var limit: Int

    public init(unit: ActivityUnit, since: Timestamp? = nil, until: Timestamp? = nil, limit: Int = 10_000) {
        self.unit = unit
        self.since = since
        self.until = until
        self.limit = limit
    }
}

/// How many sealed events of one stream and severity were recorded in a bucket.
public struct ActivityCount: Sendable, Hashable {
    /// The beginning of the bucket.
    public var start: Timestamp
    public var stream: EventStream
    public var severity: Severity
    /// At least one.
    public var events: Int64

    public init(start: Timestamp, stream: EventStream, severity: Severity, events: Int64) {
        self.start = start
        self.stream = stream
        self.severity = severity
        self.events = events
    }
}

extension EventFilter {
    /// Whether counts by stream and severity can tell how many events pass in any hour: every term is about one of
    /// the two. Times of the filter then bound the hours.
    public var isAnsweredByActivity: Bool {
        phrases.isEmpty && terms.allSatisfy { $0.field == .stream || $0.field == .severity }
    }

    /// Whether the counted events pass the terms about streams and severities.
    public func matches(_ count: ActivityCount) -> Bool {
        let event = AuditEvent(
            id: "", occurredAt: count.start, recordedAt: count.start, stream: count.stream, category: "",
            severity: count.severity, action: "", title: "")
        return terms.filter { $0.field == .stream || $0.field == .severity }.allSatisfy { $0.matches(event) }
    }
}
