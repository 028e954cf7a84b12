// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
public import Logging
public import Postgres

/// Makes a private cluster's database ready: schema, persons, and on a demonstration its sample data.
///
/// It works over a connection as the cluster's superuser, and takes one query where nothing is to do.
public struct ClusterProvisioner: Sendable {
    /// The database of the product, as its superuser.
    public var superuser: Connection.Configuration
    public var share: ShareFolder
    public var logger: Logger?

    public init(superuser: Connection.Configuration, share: ShareFolder = ShareFolder(), logger: Logger? = nil) {
        self.superuser = superuser
        self.share = share
        self.logger = logger
        self.superuser.applicationName = "countersign provisioning"
    }

    /// The personas of the demonstration, each a login role with the same name.
    public static let personas = ["operator_1", "operator_2", "finance_1", "auditor_1", "admin_1"]

    /// The demonstration: current schema, the personas, the engines and the six sample events.
    ///
    /// - Returns: Whether anything was to do.
    /// - Throws: `MigrationError`; a schema that is newer than the program's stays as it is and is no error.
    @discardableResult
    public func prepareDemonstration() async throws(MigrationError) -> Bool {
        let migrator = try migrator()
        if try await isReady(migrator, persons: Self.personas, samples: 6) { return false }
        guard try await migrate(migrator) else { return false }
        let path = try share.find("Demonstration") + "/demonstration.sql"
        let script = try MigrationFile(name: "0000_demonstration.sql", bytes: try Self.read(path))
        try await migrator.withConnection { connection in
            do {
                try await Migrator.repeatingRaces {
                    try await connection.withTransaction { connection in
                        try await connection.script(script.sql)
                        try await markPrivate(connection)
                    }
                }
            } catch let error as PostgresError {
                throw Migrator.refused(script, error)
            }
        }
        return true
    }

    /// A cluster of one's own: current schema, and its owner as the person with the same name, admin and operator.
    ///
    /// - Returns: Whether anything was to do.
    /// - Throws: `MigrationError`, also where the login may not be a person, such as a superuser's.
    @discardableResult
    public func prepareOwnCluster(
        owner: String, displayName: String? = nil
    ) async throws(MigrationError) -> Bool {
        let migrator = try migrator()
        if try await isReady(migrator, persons: [owner], samples: 0) { return false }
        guard try await migrate(migrator) else { return false }
        let hasAdmin = try await migrator.withConnection { connection in
            try await Migrator.repeatingRaces {
                try await connection.withTransaction { connection in
                    try await Self.createOwnLogin(owner, connection)
                    try await markPrivate(connection)
                }
            }
            let rows = try await connection.query(
                "select exists (select from countersign.role_grant where role = 'admin' and revoked_at is null)")
            return try rows.first?.decode(0, as: Bool.self) == true
        }
        guard !hasAdmin else { return true }
        let result = try await migrator.makeFirstAdmin(owner, displayName: displayName, isOperator: true)
        guard result.outcome == .succeeded else { throw MigrationError(.failed, result.message) }
        return true
    }

    // MARK: - Steps

    func migrator() throws(MigrationError) -> Migrator {
        Migrator(
            connection: superuser, series: try MigrationSeries(folder: share.find("Migrations")), logger: logger)
    }

    /// False where the schema is newer than this program, which must not touch it then.
    private func migrate(_ migrator: Migrator) async throws(MigrationError) -> Bool {
        if case .newer = try await migrator.state() { return false }
        _ = try await migrator.migrate()
        return true
    }

    /// One query; whatever it cannot be asked of is not ready.
    private func isReady(
        _ migrator: Migrator, persons: [String], samples: Int
    ) async throws(MigrationError) -> Bool {
        let checksums = migrator.series.files.map(\.sha256)
        return try await migrator.withConnection { connection in
            do {
                let rows = try await connection.query(
                    """
                    select (select array_agg(m.sha256 order by m.version) from countersign.schema_migration as m \
                    where m.version > 0) = \(checksums) \
                    and (select count(*) from countersign.person as p where p.login = any(\(persons))) = \(persons.count) \
                    and (select count(*) from countersign.origin_record as o where o.origin = 'demonstration') \
                    >= \(samples) and (select i.is_private_cluster from countersign.installation as i)
                    """, prepare: false)
                return try rows.first?.decode(0, as: Bool?.self) == true
            } catch let error as PostgresError where ["42P01", "3F000", "42703"].contains(error.sqlState) {
                return false
            }
        }
    }

    /// Records, once, that this program runs the server itself: every login is then authenticated by peer.
    private func markPrivate(_ connection: Connection) async throws {
        try await connection.execute("select countersign.declare_private_cluster()", prepare: false)
    }

    /// The owner's role may be there from a first start that was cut short; here it is they who decide.
    private static func createOwnLogin(_ login: String, _ connection: Connection) async throws {
        if try await !exists(login, connection) {
            try await connection.execute("create role \(identifier: login) login", prepare: false)
        }
        try await connection.execute("grant countersign_user to \(identifier: login)", prepare: false)
    }
}

extension ClusterProvisioner {
    fileprivate static func read(_ path: String) throws(MigrationError) -> Data {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw MigrationError(.resourcesMissing, "The file \(path) cannot be read.")
        }
        return bytes
    }
}
