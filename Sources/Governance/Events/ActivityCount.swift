// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
