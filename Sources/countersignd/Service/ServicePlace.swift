// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
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
        case .privateCluster: try await with(.real, logger: logger, body)
        case .demonstration: try await with(.demonstration, logger: logger, body)
        case .team(let connectionString):
            try await body(
                ServicePlace(
                    connection: Connection.Configuration(
                        try ConnectionString.text(connectionString, user: PrivateCluster.serviceRole)),
                    revive: {}))
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
