// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceTestSupport
import Postgres
import Testing

@Suite struct StatementTests {
    @Test func hostileTextIsOnlyText() async throws {
        let connection = try await connected()
        let hostile = [
            "'; drop table x; --", "$1", "\\", "\u{202E}\u{0}".filter { $0 != "\0" }, "E'\\x41'", "🂡\u{301}", "\r\n\t",
        ]
        for text in hostile {
            let rows = try await connection.query(
                "select \(text)::text as back, \([text, text]) as list, \(Array(text.utf8)) as bytes")
            #expect(try rows[0].decode("back", as: String.self) == text)
            #expect(try rows[0].decode("list", as: [String].self) == [text, text])
            #expect(try rows[0].decode("bytes", as: [UInt8].self) == Array(text.utf8))
        }
        await connection.close()
    }

    @Test func nulIsRefusedByName() async throws {
        let connection = try await connected()
        let error = await postgresError { try await connection.execute("select \("fine"), \("a\0b")") }
        #expect(error?.code == .invalidParameter)
        #expect(error?.message.contains("$2") == true)
        #expect(
            await postgresError { try await connection.script("select 1\0; drop table x") }?.code == .invalidParameter)
        #expect(
            try await connection.query("select \([0, 1, 0] as [UInt8]) as b")[0].decode("b", as: [UInt8].self) == [
                0, 1, 0,
            ])
        await connection.close()
    }

    @Test func largeValuesPass() async throws {
        let connection = try await connected()
        let text = String(repeating: "0123456789abcdef", count: 512 * 1024)
        let rows = try await connection.query("select \(text)::text as back, length(\(text)) as length")
        #expect(try rows[0].decode("length", as: Int.self) == 8 * 1024 * 1024)
        #expect(try rows[0].decode("back", as: String.self) == text)
        await connection.close()
    }

    @Test func errorsCarryTheirFields() async throws {
        let connection = try await connected()
        try await connection.script(
            "create temp table person (name text constraint person_name_unique unique); insert into person values ('ann')"
        )
        let error = await postgresError { try await connection.execute("insert into person values (\("ann"))") }
        #expect(error?.code == .query)
        #expect(error?.sqlState == "23505")
        #expect(error?.constraint == "person_name_unique")
        #expect(error?.detail?.contains("ann") == true)
        #expect(error.map { "\($0)".contains("ann") } == false)
        #expect(error?.isRetryable == false)
        #expect(try await connection.execute("update person set name = name") == 1)
        await connection.close()
    }

    @Test func limitsBoundWhatIsCollected() async throws {
        let connection = try await connected()
        let error = await postgresError {
            _ = try await connection.query("select generate_series(1, 100000000)", limit: 1000)
        }
        #expect(error?.code == .tooManyRows)
        #expect(try await connection.query("select generate_series(1, 1000)", limit: 1000).count == 1000)
        await connection.close()
    }

    @Test func scriptsAreAllOrNothing() async throws {
        let connection = try await connected()
        let error = await postgresError {
            try await connection.script(
                "create temp table half (a int); insert into half values (1); select 1/0; select 2")
        }
        #expect(error?.sqlState == "22012")
        #expect(
            try await connection.query("select to_regclass('half')::text as found")[0].decode("found", as: String?.self)
                == nil)
        await connection.close()
    }

    @Test func preparedStatementsSurviveChangesOfColumns() async throws {
        let connection = try await connected { $0.preparedStatementLimit = 3 }
        try await connection.script("create temp table thing (a int); insert into thing values (1)")
        for _ in 0..<3 { #expect(try await connection.query("select * from thing")[0].count == 1) }
        try await connection.execute("alter table thing add b int")
        #expect(try await connection.query("select * from thing")[0].count == 2)
        for _ in 0..<3 { #expect(try await connection.query("select * from thing")[0].count == 2) }
        try await connection.script("deallocate all")
        for _ in 0..<3 { #expect(try await connection.query("select * from thing")[0].count == 2) }
        for number in 0..<10 {
            for _ in 0..<2 { try await connection.execute("select \(unescaped: String(number))") }
        }
        let kept = try await connection.query("select count(*) as n from pg_prepared_statements", prepare: false)
        #expect(try kept[0].decode("n", as: Int.self) <= 3)
        await connection.close()
    }

    @Test func aStatementIsPlannedOnceWhereThatIsWanted() async throws {
        let connection = try await connected()
        func once(_ number: Int) async throws {
            _ = try await connection.query("select \(number) + 1 as once", planOnce: true)
        }
        func plans() async throws -> (once: Int, anew: Int) {
            let rows = try await connection.query(
                """
                select coalesce(sum(generic_plans), 0)::bigint, coalesce(sum(custom_plans), 0)::bigint \
                from pg_prepared_statements where statement like '%as once'
                """, prepare: false)
            return (try rows[0].decode(0), try rows[0].decode(1))
        }
        #expect(await !connection.hasPrepared("select \(1) + 1 as once"))
        try await once(1)
        #expect(await connection.hasPrepared("select \(2) + 1 as once"))
        try await once(2)
        #expect(try await plans() == (2, 0))
        // others are planned as the server sees fit, and those of a transaction too
        let mode: Query = "select current_setting('plan_cache_mode')"
        #expect(try await connection.query(mode)[0].decode(0, as: String.self) == "auto")
        try await once(3)
        try await connection.withTransaction { connection in
            _ = try await connection.query("select \(4) + 1 as once", planOnce: true)
        }
        #expect(try await plans() == (3, 1))
        await connection.close()
    }

    @Test func settingsArePutAtTheStart() async throws {
        let connection = try await connected { $0.settings = ["constraint_exclusion": "off", "work_mem": "5MB"] }
        let rows = try await connection.query(
            "select current_setting('constraint_exclusion'), current_setting('work_mem')")
        #expect(try rows[0].decode(0, as: String.self) == "off")
        #expect(try rows[0].decode(1, as: String.self) == "5MB")
        await connection.close()
        let error = await postgresError { _ = try await connected { $0.settings = ["no_such_setting": "on"] } }
        #expect(error?.sqlState == "42704")
    }

    @Test func statementsOfOneConnectionTakeTurns() async throws {
        let connection = try await connected()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await connection.query("select \(number) as n")[0].decode("n", as: Int.self) == number
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        await connection.close()
        #expect(await postgresError { try await connection.execute("select 1") }?.code == .connectionClosed)
    }

    @Test func copyOutOfPlaceIsRefused() async throws {
        let connection = try await connected()
        #expect(
            await postgresError { try await connection.execute("copy (select 1) to stdout") }?.code == .invalidParameter
        )
        try await connection.execute("create temp table t (a int)")
        #expect(await postgresError { try await connection.execute("copy t from stdin") }?.code == .invalidParameter)
        #expect(try await connection.query("select 1").count == 1)
        await connection.close()
    }

    @Test(.timeLimit(.minutes(5))) func aKilledServerIsAnErrorNotAHang() async throws {
        try await withOwnServer { server in
            let string = server.connectionString(database: "postgres", user: "postgres")
            let connection = try await Connection.connect(.init(string))
            let query = Task { await postgresError { _ = try await connection.query("select pg_sleep(1000)") } }
            let observer = try await Connection.connect(.init(string))
            try await eventually {
                try await observer.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'").count == 1
            }
            await server.kill()
            let error = await query.value
            #expect(error?.code == .serverClosed)
            #expect(error?.isRetryable == true)
            #expect(await connection.isOpen == false)
            #expect(await postgresError { try await connection.execute("select 1") }?.code == .serverClosed)
            await observer.close()
        }
    }

    @Test func theServersLastWordsAreKept() async throws {
        let connection = try await connected()
        let error = await postgresError {
            try await connection.execute("select pg_terminate_backend(pg_backend_pid())")
        }
        #expect(error?.code == .serverClosed)
        #expect(error?.sqlState == "57P01")
    }
}
