// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres

extension Migrator {
    /// Roles, schema and the table of migrations.
    func bootstrap(_ connection: Connection) async throws {
        do {
            try await Self.repeatingRaces {
                try await connection.withTransaction { connection in
                    try await limitLocks(connection)
                    try await connection.script(series.bootstrap.sql)
                }
            }
        } catch let error as PostgresError where error.sqlState == "55P03" {
            throw isLocked
        } catch let error as PostgresError {
            throw Self.refused(series.bootstrap, error)
        }
    }

    /// Databases of one cluster share roles, and first starts at the same moment meet where there is no table yet to
    /// lock: whoever comes second tries again.
    static func repeatingRaces<Value>(_ transaction: () async throws -> Value) async throws -> Value {
        var attempt = 1
        while true {
            do {
                return try await transaction()
            } catch let error as PostgresError where isRace(error) && attempt < 10 {
                attempt += 1
                try await Task.sleep(for: .milliseconds(20 * attempt))
            }
        }
    }

    /// Runs `body` on a connection of its own; whatever it throws becomes a `MigrationError`.
    func withConnection<Value: Sendable>(
        _ body: (Connection) async throws -> Value
    ) async throws(MigrationError) -> Value {
        do {
            let connection = try await Connection.connect(configuration, logger: logger)
            do {
                let value = try await body(connection)
                await connection.close()
                return value
            } catch {
                await connection.close()
                throw error
            }
        } catch let error as MigrationError {
            throw error
        } catch let error as PostgresError {
            throw Self.error(error)
        } catch {
            throw MigrationError(.failed, "The migration was stopped: \(error)")
        }
    }

    /// A migration may take long; what must not take long has a limit of its own.
    private var configuration: Connection.Configuration {
        var configuration = connection
        configuration.statementTimeout = nil
        return configuration
    }

    static func refused(_ file: MigrationFile, _ error: PostgresError) -> MigrationError {
        if error.isServerUnavailable { return Self.error(error) }
        var message = "\(file.name) was refused: \(error)"
        if let line = error.position.map({ position in
            file.sql.unicodeScalars.prefix(max(position - 1, 0)).count { $0 == "\n" } + 1
        }) {
            message += " at line \(line)"
        }
        if let hint = error.hint { message += ". \(hint)" }
        return MigrationError(error.sqlState == "42501" ? .notPermitted : .failed, message, file: file.name)
    }

    private static func error(_ error: PostgresError) -> MigrationError {
        if error.sqlState == "42501" {
            return MigrationError(
                .notPermitted,
                "This login may not migrate: \(error.message). Use a superuser, or a login that is granted "
                    + "countersign_owner for this run.")
        }
        if error.code == .loginRejected {
            return MigrationError(.notPermitted, "PostgreSQL refused the login: \(error.message)")
        }
        if error.code == .query {
            return MigrationError(.failed, "PostgreSQL refused a statement of the migration: \(error)")
        }
        return MigrationError(.unavailable, error.message)
    }

    /// Two sessions made the same role or schema, or changed the same row of the catalog, at the same moment.
    private static func isRace(_ error: PostgresError) -> Bool {
        switch error.sqlState {
        case "23505", "42710", "42P06", "42P07", "40001", "40P01": true
        case "XX000": error.message.contains("concurrently")
        default: false
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
