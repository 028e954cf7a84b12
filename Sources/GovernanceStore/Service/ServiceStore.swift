// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
public import Logging
public import Postgres

/// What the daemon does with the database, as `countersign_service`: it takes feeds, records coverage and looks after the
/// trail. It never signs, executes, grants or escalates; no function lets it.
public struct ServiceStore: Sendable {
    let database: Database

    /// What `pg_stat_activity` calls the daemon, by which others see that it works on a database.
    public static let daemonName = "countersignd"

    /// Nothing is connected yet.
    ///
    /// - Parameters:
    ///   - connection: How to log in as `countersign_service`.
    ///   - name: What `pg_stat_activity` calls the connections.
    ///   - connectionLimit: Connections at once.
    ///   - wait: Who waits longer than this for one gets `unavailable`.
    ///   - logger: Hears the server's notices.
    public init(
        connection: Connection.Configuration, name: String = daemonName, connectionLimit: Int = 4,
        wait: Duration = .seconds(5), logger: Logger? = nil
    ) {
        var connection = connection
        connection.applicationName = name
        connection.statementTimeout = .seconds(30)
        database = Database(connection, limit: connectionLimit, wait: wait, logger: logger)
    }

    /// Ends all connections.
    public func close() async {
        await database.close()
    }

    /// How far the trail is sealed, and whether the schema is one that this program can work with.
    ///
    /// - Parameter timeout: How long the statement may take.
    /// - Returns: How far, by the server's clock.
    /// - Throws: `unavailable`, `not-permitted`, `schema-too-old`, `schema-too-new`.
    public func sealing(timeout: Duration = .seconds(2)) async throws(GovernanceError) -> SealingState {
        try await answering {
            guard let row = try await database.rows(ServiceStatements.sealing, timeout: timeout).first else {
                throw GovernanceError(.unexpected, "PostgreSQL did not tell how far the trail is sealed.")
            }
            try SchemaVersion.checkActing(Int(try row.decode(4, as: Int32.self)))
            return SealingState(
                head: try row.decode(0),
                sealedAt: try row.decode(1, as: Int64?.self).map(Timestamp.init(microseconds:)),
                pending: Int(clamping: try row.decode(2, as: Int64.self)),
                askedAt: Timestamp(microseconds: try row.decode(3)))
        }
    }

    /// Runs `body`; failures become `GovernanceError`.
    func answering<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws(GovernanceError) -> Value {
        do {
            return try await body()
        } catch {
            throw GovernanceError(any: error)
        }
    }
}
