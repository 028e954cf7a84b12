// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A registered person and the roles they hold now.
public struct Person: Sendable, Hashable, Identifiable {
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

/// Who PostgreSQL says that the session is, and whether it may act.
public struct Identity: Sendable, Hashable {
    public var person: Person
    /// Why this session cannot act at all (suspended, unsafe login, read-only server or flag); nil when it may.
    public var readOnlyReason: String?

    public init(person: Person, readOnlyReason: String? = nil) {
        self.person = person
        self.readOnlyReason = readOnlyReason
    }

    public func holds(_ role: GovernanceRole) -> Bool {
        person.roles.contains(role)
    }
}
