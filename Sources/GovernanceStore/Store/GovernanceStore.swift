// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
public import Logging
public import Postgres

/// The client structs over PostgreSQL, for one person's session.
///
/// Nothing connects before it is asked for something. Close it with `close()` when it is not needed any more.
public final class GovernanceStore: Sendable {
    /// Which program speaks, as `pg_stat_activity` and the server's log show it.
    public enum Surface: String, Sendable, Hashable {
        case console
        case cli
    }

    /// How to reach the database and what to say of it.
    public struct Configuration: Sendable {
        public var connection: Connection.Configuration
        public var surface: Surface
        /// This program's version, for `application_name`.
        public var version: String
        /// What to call the database on screen, e.g. `demonstration`.
        public var environment: String
        /// Refuse to act, whatever PostgreSQL would allow.
        public var isReadOnly: Bool
        /// Connections besides the one that listens.
        public var connectionLimit: Int
        /// How long any one statement may take.
        public var statementTimeout: Duration
        /// How long a call waits for a connection, a new one included, before it fails as `unavailable`.
        public var connectionWait: Duration

        public init(
            connection: Connection.Configuration, surface: Surface, version: String, environment: String,
            isReadOnly: Bool = false, connectionLimit: Int = 4, statementTimeout: Duration = .seconds(15),
            connectionWait: Duration = .seconds(5)
        ) {
            self.connection = connection
            self.surface = surface
            self.version = version
            self.environment = environment
            self.isReadOnly = isReadOnly
            self.connectionLimit = connectionLimit
            self.statementTimeout = statementTimeout
            self.connectionWait = connectionWait
        }
    }

    let configuration: Configuration
    let database: Database
    let session: StoreSession
    let monitor: StoreMonitor
    let sealing: SealWatch

    public init(_ configuration: Configuration, logger: Logger? = nil) {
        var configuration = configuration
        configuration.connection.applicationName =
            "countersign \(configuration.version) (\(configuration.surface.rawValue))"
        configuration.connection.statementTimeout = configuration.statementTimeout
        self.configuration = configuration
        database = Database(
            configuration.connection, limit: configuration.connectionLimit, wait: configuration.connectionWait,
            logger: logger)
        session = StoreSession(database: database, isReadOnly: configuration.isReadOnly)
        monitor = StoreMonitor(session: session, environment: configuration.environment)
        sealing = SealWatch(configuration.connection, logger: logger)
    }

    /// Connects and checks the schema, for programs that want to know at once whether they can work.
    ///
    /// - Throws: `GovernanceError`: `unavailable`, `not-permitted`, `schema-too-old`. Whether the login is registered
    ///   is answered by `people.identity`.
    @discardableResult
    public func connect() async throws(GovernanceError) -> StoreFacts {
        do {
            return try await session.refresh().storeFacts(environment: configuration.environment)
        } catch {
            throw GovernanceError(any: error)
        }
    }

    /// Ends all connections and everything that waits.
    public func close() async {
        sealing.stop()
        monitor.stop()
        await database.close()
    }

    /// All clients together, with the coverage client that the caller brings.
    public func clients(coverage: CoverageClient) -> GovernanceClients {
        GovernanceClients(
            audit: audit, workflow: workflow, packages: packages, leases: leases, people: people, coverage: coverage,
            inspection: inspection, storeStates: storeStates)
    }

    /// State changes of the connection, the present one first. While anyone listens, the database is asked every two
    /// seconds, and at once after a call that got no answer.
    public var storeStates: @Sendable () -> AsyncStream<StoreState> {
        { [monitor] in monitor.states() }
    }

    /// Runs `body` for a client's closure: failures become `GovernanceError`, and a lost database is looked at.
    func answering<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws(GovernanceError) -> Value {
        do {
            return try await body()
        } catch {
            let error = GovernanceError(any: error)
            if error.isRetryable { monitor.suspect() }
            // what may have been done is told, whoever does not want to wait any more
            throw Task.isCancelled && error.code == .unavailable
                ? GovernanceError(.cancelled, "Cancelled.") : error
        }
    }
}
