// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres
import Testing

@testable import PrivateCluster

@Suite("The database and its login roles")
struct DatabaseTests {
    @Test("They are created once, whoever asks how often")
    func once() async throws {
        try await TestHome.with { home in
            let lease = try await home.cluster().open()
            let created = try await withThrowingTaskGroup(of: [Bool].self) { group in
                for _ in 1...4 {
                    group.addTask {
                        [try await lease.ensureDatabase(), try await lease.ensureLoginRole("operator_1")]
                    }
                }
                return try await group.reduce(into: [[Bool]]()) { $0.append($1) }
            }
            #expect(created.count { $0[0] } == 1)
            #expect(created.count { $0[1] } == 1)
            #expect(try await lease.ensureDatabase() == false)
            #expect(try await lease.ensureLoginRole("operator_1") == false)
            let connection = try await Connection.connect(
                Connection.Configuration(try lease.connectionString(user: "operator_1")))
            let row = try #require(
                try await connection.query("select session_user::text, current_database()::text").first)
            #expect(try row.decode(0, as: String.self) == "operator_1")
            #expect(try row.decode(1, as: String.self) == "countersign")
            await connection.close()
            await lease.close()
        }
    }

    @Test(
        "A login role has no right beyond logging in", arguments: ["Jo.O-Neill", "7up", "a\"; drop role x; --", "all"])
    func oddNames(name: String) async throws {
        try await TestHome.with { home in
            let lease = try await home.cluster().open()
            #expect(try await lease.ensureLoginRole(name))
            let connection = try await Connection.connect(lease.superuserConfiguration(database: "postgres"))
            let rights: Query = """
                select rolcanlogin and not (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
                from pg_catalog.pg_roles where rolname = \(name)
                """
            let row = try #require(try await connection.query(rights).first)
            #expect(try row.decode(0, as: Bool.self))
            await connection.close()
            await lease.close()
        }
    }

    @Test("The superuser's connection is the superuser's, whoever runs the program")
    func superuser() async throws {
        try await TestHome.with { home in
            let lease = try await home.cluster().open()
            try await lease.ensureDatabase()
            let connection = try await Connection.connect(lease.superuserConfiguration())
            let row = try #require(
                try await connection.query("select session_user::text, current_setting('is_superuser')").first)
            #expect(try row.decode(0, as: String.self) == "postgres")
            #expect(try row.decode(1, as: String.self) == "on")
            await connection.close()
            await lease.close()
        }
    }
}
