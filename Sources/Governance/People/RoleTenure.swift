// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Who held which role, from when to when.
public struct RoleTenure: Sendable, Hashable {
    public var login: String
    public var role: String
    public var grantedAt: Timestamp
    public var grantedBy: String
    /// The reasons are for admins and for the person; nil for others.
    public var grantReason: String?
    /// Nil while it is held.
    public var revokedAt: Timestamp?
    public var revokedBy: String?
    public var revokeReason: String?

    public init(
        login: String, role: String, grantedAt: Timestamp, grantedBy: String, grantReason: String? = nil,
        revokedAt: Timestamp? = nil, revokedBy: String? = nil, revokeReason: String? = nil
    ) {
        self.login = login
        self.role = role
        self.grantedAt = grantedAt
        self.grantedBy = grantedBy
        self.grantReason = grantReason
        self.revokedAt = revokedAt
        self.revokedBy = revokedBy
        self.revokeReason = revokeReason
    }
}
