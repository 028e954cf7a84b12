// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a sealed tail delivers: new events in the order of their sequence numbers.
public struct TailBatch: Sendable, Hashable {
    public var events: [AuditEvent]
    /// The sequence number up to which everything readable was delivered.
    public var head: Int64

    public init(events: [AuditEvent], head: Int64) {
        self.events = events
        self.head = head
    }
}
