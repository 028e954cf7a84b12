// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Postgres

extension Lease {
    /// How to connect as the cluster's superuser, for creating roles and databases and for nothing else.
    ///
    /// Only the server's operating system user may be the superuser, so where this program runs as root the connection
    /// is opened in that user's name.
    ///
    /// - Parameter database: The database; `postgres` is always there.
    /// - Returns: The configuration of a connection.
    /// - Throws: `ClusterError.Code.serverUserMissing` where the server's user has vanished.
    public func superuserConfiguration(
        database: String = PrivateCluster.databaseName
    ) throws -> Connection.Configuration {
        let server = try OperatingSystemUser.forServer()
        let invoker = try OperatingSystemUser.current()
        return Connection.Configuration(
            try connectionString(user: PrivateCluster.superuserRole, database: database),
            applicationName: "countersign cluster", osUser: server.id == invoker.id ? nil : server.id)
    }

    /// Creates the database `countersign` where it is missing.
    ///
    /// - Returns: Whether it was missing.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func ensureDatabase() async throws -> Bool {
        let name = PrivateCluster.databaseName
        return try await create(
            unless: "select from pg_catalog.pg_database where datname = \(name)",
            with: "create database \(identifier: name)")
    }

    /// Creates a role that may log in and nothing more, where it is missing.
    ///
    /// An existing role is left as it is. Whether anybody may be the role is for the identity map to say.
    ///
    /// - Parameter name: The role's name, as it is; it needs no quotes.
    /// - Returns: Whether it was missing.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func ensureLoginRole(_ name: String) async throws -> Bool {
        try await create(
            unless: "select from pg_catalog.pg_roles where rolname = \(name)",
            with: "create role \(identifier: name) login")
    }

    private func create(unless question: Query, with statement: Query) async throws -> Bool {
        let connection = try await Connection.connect(superuserConfiguration(database: "postgres"))
        do {
            let isMissing = try await connection.query(question).isEmpty
            if isMissing { try await connection.execute(statement, prepare: false) }
            await connection.close()
            return isMissing
        } catch let error as PostgresError where Self.isDuplicate(error) {
            // Another process was faster.
            await connection.close()
            return false
        } catch {
            await connection.close()
            throw error
        }
    }

    /// `duplicate_database`, `duplicate_object`, and `unique_violation`, which two at the same moment get.
    private static func isDuplicate(_ error: PostgresError) -> Bool {
        ["42P04", "42710", "23505"].contains(error.sqlState)
    }
}
