// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
public import Logging
public import Postgres

/// Brings a database's schema forward, one transaction per file, forward only.
///
/// It runs as a superuser, or as a login that is granted `countersign_owner` for that run. Two at the same moment are
/// safe: each step is taken under a lock on `countersign.schema_migration`, and read again under it.
public struct Migrator: Sendable {
    /// What one run did.
    public struct Outcome: Sendable, Hashable {
        public var state: SchemaState
        /// The names of the files that were applied now, in order.
        public var applied: [String]
    }

    public var connection: Connection.Configuration
    public var series: MigrationSeries
    /// How long another migration may hold the lock before this one gives up.
    public var lockTimeout: Duration
    public var logger: Logger?

    public init(
        connection: Connection.Configuration, series: MigrationSeries, lockTimeout: Duration = .seconds(30),
        logger: Logger? = nil
    ) {
        self.connection = connection
        self.series = series
        self.lockTimeout = lockTimeout
        self.logger = logger
    }

    /// A migrator with the files that travel with the program.
    public init(connection: Connection.Configuration, logger: Logger? = nil) throws(MigrationError) {
        self.init(
            connection: connection, series: try MigrationSeries(folder: ShareFolder().find("Migrations")),
            logger: logger)
    }

    /// How the database stands, without changing anything; any login may ask that may read the schema.
    public func state() async throws(MigrationError) -> SchemaState {
        try await withConnection { connection in try await state(on: connection) }
    }

    /// Applies what is missing, each file recorded as `MIGRATE_SCHEMA`; nothing where the schema is current.
    ///
    /// - Throws: `MigrationError`; a schema that is `newer` is an error here. What was applied before stays.
    public func migrate() async throws(MigrationError) -> Outcome {
        try await withConnection { connection in
            let isBare = try await state(on: connection) == .none
            let isSuperuser = try await isSuperuser(connection)
            // it is made to be run again, and after CREATE DATABASE … TEMPLATE it has to be
            if isBare || isSuperuser { try await bootstrap(connection) }
            var applied: [String] = []
            var unrecorded: [MigrationFile] = []
            while let file = try await step(connection, unrecorded: &unrecorded) {
                applied.append(file.name)
                logger?.info("Migration applied", metadata: ["file": "\(file.name)"])
            }
            return Outcome(state: try await state(on: connection), applied: applied)
        }
    }

    /// Makes the first admin, who then grants the others their roles; refused once there is one.
    ///
    /// - Parameters:
    ///   - login: An existing login role that is a member of `countersign_user`.
    ///   - displayName: The login where nil.
    ///   - email: One address, where there is one.
    ///   - isOperator: Whether the admin is an operator too, as on a cluster of one's own.
    /// - Returns: What PostgreSQL answered; a refusal is an answer.
    /// - Throws: `MigrationError`.
    public func makeFirstAdmin(
        _ login: String, displayName: String? = nil, email: String? = nil, isOperator: Bool = false
    ) async throws(MigrationError) -> ActionResult {
        try await withConnection { connection in
            let roles = isOperator ? ["admin", "operator"] : ["admin"]
            let rows = try await connection.query(
                """
                select \(ActionResult.columns) \
                from countersign.first_admin(\(login), \(text: displayName), \(text: email), \(roles), \(json: #"{"surface":"cli"}"#))
                """)
            guard let row = rows.first else { throw MigrationError(.failed, "The first admin was not made.") }
            return try ActionResult(row: row)
        }
    }

    // MARK: - Steps

    /// Applies the next file in a transaction of its own; nil where none is missing.
    private func step(
        _ connection: Connection, unrecorded: inout [MigrationFile]
    ) async throws -> MigrationFile? {
        let pending = unrecorded
        let (file, isRecorded) = try await connection.withTransaction { connection in
            try await lock(connection)
            guard let file = try await nextFile(connection) else { return (MigrationFile?.none, false) }
            do {
                try await connection.script(file.sql)
            } catch let error as PostgresError {
                throw Self.refused(file, error)
            }
            try await connection.execute("set local role countersign_owner", prepare: false)
            try await connection.execute(
                """
                insert into countersign.schema_migration (version, name, sha256) \
                values (\(Int32(file.version)), \(file.name), \(file.sha256))
                """, prepare: false)
            return (file, try await record(pending + [file], connection))
        }
        guard let file else { return nil }
        unrecorded = isRecorded ? [] : pending + [file]
        return file
    }

    /// Records the migrations as events, as soon as the schema has a trail; false before that.
    private func record(_ files: [MigrationFile], _ connection: Connection) async throws -> Bool {
        let rows = try await connection.query(
            """
            select to_regprocedure('countersign.record_migration(integer, text, text)') is not null \
            and to_regprocedure('countersign.append_event(countersign.event, integer)') is not null
            """, prepare: false)
        guard try rows.first?.decode(0, as: Bool.self) == true else { return false }
        for file in files {
            try await connection.execute(
                "select countersign.record_migration(\(Int32(file.version)), \(file.name), \(file.sha256))",
                prepare: false)
        }
        return true
    }

    private func lock(_ connection: Connection) async throws {
        try await connection.execute(
            "select set_config('lock_timeout', \(String(lockTimeout.milliseconds)), true)", prepare: false)
        do {
            try await connection.execute(
                "lock table countersign.schema_migration in share row exclusive mode", prepare: false)
        } catch let error as PostgresError where error.sqlState == "55P03" {
            throw MigrationError(
                .locked,
                "Another migration is under way: countersign.schema_migration stayed locked for "
                    + "\(lockTimeout.components.seconds) s. Wait for it, or look at pg_stat_activity and pg_locks.")
        }
        // the lock is for the migrations' table alone; the files wait for theirs
        try await connection.execute("set local lock_timeout = 0", prepare: false)
    }

    private func nextFile(_ connection: Connection) async throws -> MigrationFile? {
        switch try series.state(applied: try await applied(connection)) {
        case .current, .none:
            return nil
        case .older(let version, _):
            return series.files[version]
        case .newer(let version):
            throw MigrationError(
                .newer,
                "The database has schema \(version), newer than this program's \(series.latest). "
                    + "Use a later release of countersign.")
        }
    }

    // MARK: - Reading

    private func state(on connection: Connection) async throws -> SchemaState {
        let rows = try await connection.query(
            """
            select exists (select from pg_catalog.pg_tables \
            where schemaname = 'countersign' and tablename = 'schema_migration')
            """)
        guard try rows.first?.decode(0, as: Bool.self) == true else { return .none }
        return try series.state(applied: try await applied(connection))
    }

    private func applied(_ connection: Connection) async throws -> [AppliedMigration] {
        try await connection.query(
            "select version, name, sha256 from countersign.schema_migration order by version"
        ).map { row in
            AppliedMigration(version: try row.decode(0), name: try row.decode(1), sha256: try row.decode(2))
        }
    }

    private func isSuperuser(_ connection: Connection) async throws -> Bool {
        let rows = try await connection.query("select current_setting('is_superuser') = 'on'")
        return try rows.first?.decode(0, as: Bool.self) == true
    }
}
