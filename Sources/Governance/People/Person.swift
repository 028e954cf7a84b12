// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A registered person and the roles they hold now.
public struct Person: Sendable, Hashable, Codable, Identifiable {
    /// The PostgreSQL login role.
    public var login: String
    public var displayName: String
    public var email: String?
    public var roles: [GovernanceRole]
    public var isSuspended: Bool
    public var registeredAt: Timestamp?

    public var id: String { login }

    public init(
        login: String, displayName: String, email: String? = nil, roles: [GovernanceRole] = [],
        isSuspended: Bool = false, registeredAt: Timestamp? = nil
    ) {
        self.login = login
        self.displayName = displayName
        self.email = email
        self.roles = roles
        self.isSuspended = isSuspended
        self.registeredAt = registeredAt
    }
}
