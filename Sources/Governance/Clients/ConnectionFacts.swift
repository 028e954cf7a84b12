// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
