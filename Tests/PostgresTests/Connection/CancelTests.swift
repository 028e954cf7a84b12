// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres
import Testing

@Suite struct CancelTests {
    @Test(.timeLimit(.minutes(5))) func cancellingTheTaskCancelsTheStatement() async throws {
        let connection = try await connected()
        for _ in 0..<20 {
            let task = Task { try await connection.execute("select pg_sleep(1000)") }
            // At once, so that the cancel request often overtakes the statement.
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(try await connection.query("select 1").count == 1)
        await connection.close()
    }

    @Test func theServersOwnLimitIsNoCancellation() async throws {
        let connection = try await connected()
        try await connection.execute("set statement_timeout = 20")
        let error = await postgresError { try await connection.execute("select pg_sleep(1000)") }
        #expect(error?.sqlState == "57014")
        #expect(error?.code == .query)
        await connection.close()
    }

    @Test(.timeLimit(.minutes(5))) func aTimeLimitEndsTheStatement() async throws {
        let connection = try await connected()
        let error = await postgresError {
            try await connection.execute("select pg_sleep(1000)", timeout: .milliseconds(50))
        }
        #expect(error?.code == .timedOut)
        #expect(try await connection.query("select 1").count == 1)
        await connection.close()
    }

    @Test("cancels timed near completion hit no innocent statement", .timeLimit(.minutes(5)))
    func noInnocentStatementIsHit() async throws {
        let connection = try await connected()
        var cancelled = 0
        for round in 0..<150 {
            let task = Task { try await connection.execute("select pg_sleep(0.003)") }
            // Waits for nothing: when the cancel comes is what is tested, from before the statement's end to after it.
            let delay = Duration.microseconds(2500 + round * 10)
            try await Task.sleep(for: delay)
            task.cancel()
            // Queued behind the cancelled one while its cancel request may still be on the way.
            let innocent = try await connection.query("select \(round) as n, pg_sleep(0.001)")
            #expect(try innocent[0].decode("n", as: Int.self) == round)
            do {
                _ = try await task.value
            } catch is CancellationError {
                cancelled += 1
            }
        }
        #expect(cancelled > 0, "no cancel arrived in time, so this proved nothing")
        await connection.close()
    }

    @Test func aCancelledTaskStillRollsBack() async throws {
        let connection = try await connected()
        try await connection.execute("create temp table t (a int)")
        let task = Task {
            try await connection.withTransaction { connection in
                try await connection.execute("insert into t values (1)")
                try await connection.execute("select pg_sleep(1000)")
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await connection.query("select * from t").isEmpty)
        await connection.close()
    }
}
