// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceTestSupport
import Postgres
import Testing

@Suite struct TransactionTests {
    private struct Oops: Error {}

    @Test func commitsAndRollsBack() async throws {
        let connection = try await connected()
        try await connection.execute("create temp table t (a int)")
        let value = try await connection.withTransaction(level: .serializable) { connection in
            try await connection.execute("insert into t values (1)")
            return try await connection.query("show transaction_isolation")[0].decode(0, as: String.self)
        }
        #expect(value == "serializable")
        await #expect(throws: Oops.self) {
            try await connection.withTransaction { connection in
                try await connection.execute("insert into t values (2)")
                throw Oops()
            }
        }
        #expect(try await connection.query("select * from t").count == 1)
        let readOnly = await postgresError {
            try await connection.withTransaction(isReadOnly: true) {
                _ = try await $0.execute("create table u (a int)")
            }
        }
        #expect(readOnly?.sqlState == "25006")
        await connection.close()
    }

    @Test("A15: a COMMIT that was given up may have taken effect", .timeLimit(.minutes(5)))
    func anUnansweredCommitIsUnknown() async throws {
        let connection = try await connected { $0.cancelGrace = .milliseconds(200) }
        try await connection.script(
            """
            create temp table slow (a int);
            create function pg_temp.dawdle() returns trigger language plpgsql as $$
            begin
                for turn in 1..30 loop
                    begin
                        perform pg_sleep(0.1);
                    exception when query_canceled then null;
                    end;
                end loop;
                return null;
            end $$;
            create constraint trigger dawdle after insert on slow deferrable initially deferred
                for each row execute function pg_temp.dawdle();
            """)
        let observer = try await connected()
        let server = try await connection.query("select pg_backend_pid() as pid")[0].decode("pid", as: Int.self)
        let task = Task {
            try await connection.withTransaction { connection in
                _ = try await connection.execute("insert into slow values (1)")
            }
        }
        try await eventually {
            try await observer.query(
                "select 1 from pg_stat_activity where pid = \(server) and query = 'commit' and state = 'active'"
            ).count == 1
        }
        task.cancel()
        #expect(await postgresError { try await task.value }?.code == .commitUnknown)
        await observer.close()
    }

    @Test func aConnectionLostBeforeCommitIsNotUnknown() async throws {
        let connection = try await connected()
        let error = await postgresError {
            try await connection.withTransaction { connection in
                _ = try? await connection.execute("select pg_terminate_backend(pg_backend_pid())")
            }
        }
        #expect(error?.code == .serverClosed)
    }

    @Test func aSwallowedErrorIsNotACommit() async throws {
        let connection = try await connected()
        let error = await postgresError {
            try await connection.withTransaction { connection in _ = try? await connection.execute("select 1/0") }
        }
        #expect(error?.code == .transactionAborted)
        #expect(try await connection.query("select 1").count == 1)
        await connection.close()
    }
}
