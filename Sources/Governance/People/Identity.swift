// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Who PostgreSQL says that the session is, and whether it may act.
public struct Identity: Sendable, Hashable, Codable {
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
