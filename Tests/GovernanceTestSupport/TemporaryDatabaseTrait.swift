// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceStore
import Postgres
public import Testing

/// Gives a suite, or a single test, a ``TemporaryDatabase``. Roles are cluster-wide, so suites never migrate: the
/// template is migrated once per run and copied.
public struct TemporaryDatabaseTrait: SuiteTrait, TestTrait, TestScoping {
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let database = try await Self.make()
        try await TemporaryDatabase.$current.withValue(database) {
            try await function()
        }
        let administration = try await Connection.connect(
            Connection.Configuration(database.server.connectionString()))
        try await administration.execute(
            "drop database \(identifier: database.name) with (force)", prepare: false)
        await administration.close()
    }

    /// A migrated database without sample data of its own, for tests that need several.
    public static func make() async throws -> TemporaryDatabase {
        let template = try await template.value
        return try await copies.run {
            let name = try await template.server.createDatabase(template: template.name)
            let database = TemporaryDatabase(server: template.server, name: name)
            // a copy has the contents of its template, not its privileges
            try await database.withConnection { connection in
                try await connection.script(
                    MigrationSeries(folder: ShareFolder().find("Migrations")).bootstrap.sql)
            }
            return database
        }
    }

    private static let template = Task {
        let server = try await TestServer.shared()
        let database = TemporaryDatabase(server: server, name: try await server.createDatabase())
        try await ClusterProvisioner(superuser: database.superuser).prepareDemonstration()
        return database
    }

    /// PostgreSQL copies a template only while nobody else does.
    private static let copies = OneAtATime()
}

extension Trait where Self == TemporaryDatabaseTrait {
    /// A migrated database of the suite's own.
    public static var temporaryDatabase: Self { Self() }
}

/// Runs asynchronous work one after the other, in the order of asking.
private actor OneAtATime {
    private var last: Task<Void, Never>?

    func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let previous = last
        let task = Task {
            await previous?.value
            return try await work()
        }
        last = Task { _ = try? await task.value }
        return try await task.value
    }
}
