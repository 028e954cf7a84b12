// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How far the trail is numbered.
public struct SealingState: Sendable, Hashable {
    /// The last sequence number given.
    public var head: Int64
    /// When it was given, by the server's clock; nil where nothing was ever sealed.
    public var sealedAt: Timestamp?
    /// Events that wait for their number, counted up to 10,001.
    public var pending: Int
    /// The server's clock when it answered.
    public var askedAt: Timestamp

    public init(head: Int64, sealedAt: Timestamp?, pending: Int, askedAt: Timestamp) {
        self.head = head
        self.sealedAt = sealedAt
        self.pending = pending
        self.askedAt = askedAt
    }
}
