// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
