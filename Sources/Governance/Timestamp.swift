// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A moment in UTC with the microsecond resolution that PostgreSQL keeps.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The moment `duration` later; the result is held inside the representable range.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let limit = Timestamp(microseconds: duration < .zero ? .min : .max)
        guard !overflow else { return limit }
        let (span, overflowed) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        let (sum, overflows) = microseconds.addingReportingOverflow(span)
        return overflowed || overflows ? limit : Timestamp(microseconds: sum)
    }

    /// How long after `other` this moment is; negative when it is before.
    public func duration(since other: Timestamp) -> Duration {
        .microseconds(microseconds) - .microseconds(other.microseconds)
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected an RFC 3339 time in UTC"))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}
