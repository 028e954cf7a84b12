// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance
import GovernanceStore
import Logging
import Postgres
import PrivateCluster

/// The database as `countersign_service` reaches it, for the time that a program stays.
struct ServicePlace: Sendable {
    var connection: Connection.Configuration
    /// Starts a private server again where it died; does nothing on a team's database.
    var revive: @Sendable () async throws -> Void

    /// Finds the database, starts and prepares it where it is a private cluster's, and gives it back on every way out.
    ///
    /// - Throws: What `body` throws; before that `ClusterError`, `MigrationError`, `PostgresError`.
    static func with<Value: Sendable>(
        _ settings: Settings, logger: Logger, _ body: @Sendable (ServicePlace) async throws -> Value
    ) async throws -> Value {
        switch settings.place {
        case .privateCluster: return try await with(.real, logger: logger, body)
        case .demonstration: return try await with(.demonstration, logger: logger, body)
        case .team(let connectionString):
            let connection = Connection.Configuration(
                try ConnectionString.text(connectionString, user: PrivateCluster.serviceRole))
            try await reach(connection, logger: logger)
            return try await body(ServicePlace(connection: connection, revive: {}))
        }
    }

    /// Makes sure that somebody's database is there and lets the daemon in: a wrong address is said at once, not tried
    /// for ever. A database that goes away later is waited for, and so is one that is yet to be migrated.
    ///
    /// - Throws: `unavailable`, `not-permitted`.
    private static func reach(_ connection: Connection.Configuration, logger: Logger) async throws(GovernanceError) {
        let store = ServiceStore(
            connection: connection, connectionLimit: 1, wait: connection.connectTimeout, logger: logger)
        let answer: Result<SealingState, GovernanceError>
        do {
            answer = .success(try await store.sealing(timeout: connection.connectTimeout))
        } catch {
            answer = .failure(error)
        }
        await store.close()
        guard case .failure(let error) = answer else { return }
        switch error.code {
        case .unavailable, .notPermitted:
            throw GovernanceError(error.code, "\(error.message)\nThe daemon looks for its database at: \(connection)")
        default: logger.warning("The database cannot be worked with yet", metadata: ["reason": "\(error.message)"])
        }
    }

    private static func with<Value: Sendable>(
        _ kind: PrivateCluster.Kind, logger: Logger, _ body: @Sendable (ServicePlace) async throws -> Value
    ) async throws -> Value {
        let cluster = try PrivateCluster(kind: kind, logger: logger)
        return try await ClusterUse.with(cluster, logger: logger) { use in
            try await use.prepare()
            return try await body(
                ServicePlace(connection: try use.service, revive: { try await use.lease.ensureRunning() }))
        }
    }
}
