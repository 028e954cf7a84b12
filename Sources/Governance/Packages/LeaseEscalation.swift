// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What unlocked a lease for half an hour.
public struct LeaseEscalation: Sendable, Hashable, Codable {
    /// `esc_<uuid>`.
    public var id: String
    public var by: String
    public var at: Timestamp
    public var expiresAt: Timestamp
    public var reason: String

    public init(id: String, by: String, at: Timestamp, expiresAt: Timestamp, reason: String) {
        self.id = id
        self.by = by
        self.at = at
        self.expiresAt = expiresAt
        self.reason = reason
    }
}
