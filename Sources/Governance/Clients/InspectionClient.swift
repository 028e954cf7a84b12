// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Looks at the database itself: how the session reached it, who could act past its functions, how sealing goes.
///
/// Everything here is read by any registered person, and none of it is a secret. Every closure throws
/// `GovernanceError`.
public struct InspectionClient: Sendable {
    public var connection: @Sendable () async throws -> ConnectionFacts
    /// The login roles of the server that every governed call refuses, by name.
    public var unsafeLogins: @Sendable () async throws -> [UnsafeLogin]
    public var sealing: @Sendable () async throws -> SealingState

    public init(
        connection: @escaping @Sendable () async throws -> ConnectionFacts,
        unsafeLogins: @escaping @Sendable () async throws -> [UnsafeLogin],
        sealing: @escaping @Sendable () async throws -> SealingState
    ) {
        self.connection = connection
        self.unsafeLogins = unsafeLogins
        self.sealing = sealing
    }

    /// For places that have no database to look at.
    public static let absent = InspectionClient(
        connection: { throw GovernanceError(.unavailable, "There is no database to look at.") },
        unsafeLogins: { throw GovernanceError(.unavailable, "There is no database to look at.") },
        sealing: { throw GovernanceError(.unavailable, "There is no database to look at.") })
}

/// How a session reached its database.
public struct ConnectionFacts: Sendable, Hashable {
    /// The connection string without passwords and the names of password files.
    public var url: String
    public var database: String
    /// The login, as PostgreSQL says it.
    public var login: String
    /// How PostgreSQL knows who it is: peer, certificate, scram-sha-256 …; `unknown` where the server does not tell.
    public var authMethod: String
    /// Host and port of the server, or nil through a socket of this machine.
    public var serverAddress: String?
    /// The cipher of the connection; nil where it is not encrypted.
    public var encryption: String?
    /// The number that tells this cluster from every other one, its standbys excepted.
    public var systemIdentifier: String?

    public init(
        url: String, database: String, login: String, authMethod: String, serverAddress: String? = nil,
        encryption: String? = nil, systemIdentifier: String? = nil
    ) {
        self.url = url
        self.database = database
        self.login = login
        self.authMethod = authMethod
        self.serverAddress = serverAddress
        self.encryption = encryption
        self.systemIdentifier = systemIdentifier
    }
}

/// A login role that could act past the governed functions, and why.
public struct UnsafeLogin: Sendable, Hashable, Identifiable {
    public var login: String
    /// As in “it has the attribute SUPERUSER”.
    public var reason: String
    /// Whether it is a registered person, whose every action is refused for it.
    public var isRegistered: Bool

    public var id: String { login }

    public init(login: String, reason: String, isRegistered: Bool) {
        self.login = login
        self.reason = reason
        self.isRegistered = isRegistered
    }
}

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
