// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import GovernanceTestSupport
import Postgres
import Testing

@testable import GovernanceStore

@Suite("Migrating", .timeLimit(.minutes(5)))
struct MigratorTests {
    private static func series() throws -> MigrationSeries {
        try MigrationSeries(folder: ShareFolder().find("Migrations"))
    }

    private static func file(_ version: Int, _ sql: String) throws -> MigrationFile {
        let digits = String(version)
        return try MigrationFile(
            name: String(repeating: "0", count: 4 - digits.count) + digits + "_more.sql", bytes: Data(sql.utf8))
    }

    @Test("the program is built for the last migration that it ships")
    func required() throws {
        #expect(try Self.series().latest == SchemaVersion.required)
    }

    @Test("an empty database becomes current, each file recorded, and a second run does nothing")
    func fromNothing() async throws {
        let database = try await TemporaryDatabase.empty()
        let migrator = try Migrator(connection: database.superuser)
        #expect(try await migrator.state() == .none)
        let outcome = try await migrator.migrate()
        #expect(outcome.applied == migrator.series.files.map(\.name))
        #expect(outcome.state == .current(version: migrator.series.latest))
        #expect(try await migrator.migrate().applied.isEmpty)
        let recorded = try await database.withConnection { connection in
            try await connection.query(
                "select resource_id from countersign.event where action = 'MIGRATE_SCHEMA' order by id"
            ).map { try $0.decode(0, as: String.self) }
        }
        #expect(recorded == migrator.series.files.map(\.name))
    }

    @Test("an older database gets what is missing; a file that fails leaves nothing of itself")
    func pending() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        var series = try Self.series()
        let next = series.latest + 1
        series.files.append(try Self.file(next, "create table countersign.more (id int);\nselect 1 / 0;"))
        let broken = Migrator(connection: database.superuser, series: series)
        #expect(try await broken.state() == .older(version: next - 1, pending: 1))
        let error = await #expect(throws: MigrationError.self) { try await broken.migrate() }
        #expect(error?.code == .failed)
        #expect(error?.file == series.files.last?.name)
        #expect(try await broken.state() == .older(version: next - 1, pending: 1))

        series.files[next - 1] = try Self.file(next, "create table countersign.more (id int);")
        let mended = Migrator(connection: database.superuser, series: series)
        #expect(try await mended.migrate().applied.count == 1)

        // the program without that file meets a newer schema
        let older = try Migrator(connection: database.superuser)
        #expect(try await older.state() == .newer(version: next))
        let newer = await #expect(throws: MigrationError.self) { try await older.migrate() }
        #expect(newer?.code == .newer)
    }

    @Test("B54: whose an origin is follows from the feeds and imports that an older schema has")
    func origins() async throws {
        let database = try await TemporaryDatabase.empty()
        var older = try Self.series()
        older.files.removeLast(older.files.count - 32)
        _ = try await Migrator(connection: database.superuser, series: older).migrate()
        try await database.withConnection { connection in
            try await connection.script(
                """
                set role countersign_owner;
                insert into countersign.feed_cursor (origin, started_at) values ('Feed', now()), ('silent', now());
                insert into countersign.origin_record (origin, origin_event_id)
                select o.origin, 'e-' || n.n from unnest(array['Feed', 'a', 'z', 'Ä', 'cloudtrail:1']) as o (origin)
                cross join generate_series(1, 300) as n (n);
                """)
        }
        _ = try await Migrator(connection: database.superuser).migrate()
        let owners = try await database.withConnection { connection in
            try await connection.query(
                "select kind || ' ' || origin from countersign.origin_owner order by origin"
            ).map { try $0.decode(0, as: String.self) }
        }
        #expect(owners == ["feed Feed", "import a", "import cloudtrail:1", "feed silent", "import z", "import Ä"])
    }

    @Test("a file that was changed after it was applied stops everything")
    func drift() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        var series = try Self.series()
        series.files[1] = try Self.file(2, "select 'something else';")
        let migrator = Migrator(connection: database.superuser, series: series)
        let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
        #expect(error?.code == .drift)
    }

    @Test("while another migration holds the lock, this one says so")
    func locked() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        try await database.withConnection { connection in
            try await connection.withTransaction { connection in
                try await connection.execute(
                    "lock table countersign.schema_migration in share row exclusive mode", prepare: false)
                let migrator = Migrator(
                    connection: database.superuser, series: try Self.series(), lockTimeout: .milliseconds(50))
                let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
                #expect(error?.code == .locked)
                #expect(error?.message.contains("schema_migration") == true)
            }
        }
    }

    @Test("two first starts at the same moment both end with a current schema")
    func together() async throws {
        let database = try await TemporaryDatabase.empty()
        let migrator = try Migrator(connection: database.superuser)
        async let one = migrator.migrate()
        async let two = migrator.migrate()
        let outcomes = try await [one, two]
        #expect(outcomes.allSatisfy { $0.state == .current(version: migrator.series.latest) })
        #expect(outcomes.map(\.applied.count).reduce(0, +) == migrator.series.latest)
    }

    @Test("a person may not migrate, and learns who may")
    func notPermitted() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        var series = try Self.series()
        series.files.append(try Self.file(series.latest + 1, "select 1;"))
        let migrator = Migrator(connection: database.configuration(as: .admin1), series: series)
        let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
        #expect(error?.code == .notPermitted)
        #expect(error?.message.contains("countersign_owner") == true)
    }

    @Test("the first admin comes from whoever runs the database, once")
    func firstAdmin() async throws {
        let database = try await TemporaryDatabase.empty()
        let migrator = try Migrator(connection: database.superuser)
        _ = try await migrator.migrate()
        let missing = try await migrator.makeFirstAdmin("nobody_at_all")
        #expect(missing.outcome == .denied)
        #expect(missing.code == "not-found")
        #expect(missing.message.contains("create role nobody_at_all login in role countersign_user"))
        _ = try await ClusterProvisioner(superuser: database.superuser).createLogin("first_admin_1")
        let made = try await migrator.makeFirstAdmin("first_admin_1", displayName: "First", isOperator: true)
        #expect(made.outcome == .succeeded, "\(made.message)")
        let again = try await migrator.makeFirstAdmin("first_admin_1")
        #expect(again.outcome == .denied)
        try await database.withStore(login: "first_admin_1") { store in
            let identity = try await store.people.identity()
            #expect(identity.person.roles == [.admin, .operator])
            #expect(identity.person.displayName == "First")
            #expect(identity.readOnlyReason == nil)
        }
    }
}
