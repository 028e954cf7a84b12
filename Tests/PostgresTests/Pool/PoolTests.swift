// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceTestSupport
import Postgres
import Testing

@Suite struct PoolTests {
    private func makePool(_ size: Int, waitLimit: Duration = .seconds(120)) async throws -> Pool {
        Pool(
            configuration: .init(try await sharedConnectionString()), maximumConnections: size, waitLimit: waitLimit)
    }

    @Test(.timeLimit(.minutes(5))) func lendsNoMoreThanItHas() async throws {
        let pool = try await makePool(3)
        let load = Shared((now: 0, most: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    try await pool.withConnection { connection in
                        load.update { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        let rows = try await connection.query("select \(number) as n")
                        #expect(try rows[0].decode("n", as: Int.self) == number)
                        load.update { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(load.update { $0.most } <= 3)
        await pool.close()
        #expect(await postgresError { try await pool.withConnection { _ in } }?.code == .poolClosed)
    }

    @Test(.timeLimit(.minutes(5))) func waitingHasALimit() async throws {
        let pool = try await makePool(1, waitLimit: .seconds(5))
        try await pool.withConnection { _ in
            let error = await postgresError { try await pool.withConnection { _ in } }
            #expect(error?.code == .poolExhausted)
            #expect(error?.isRetryable == true)
        }
        try await pool.withConnection { _ in }
        await pool.close()
    }

    @Test(.timeLimit(.minutes(5))) func firstComeFirstServedAndTheCancelledLeave() async throws {
        let pool = try await makePool(1)
        let order = Shared<[Int]>([])
        var tasks: [Task<Void, any Error>] = []
        try await pool.withConnection { _ in
            for number in 0..<10 {
                tasks.append(Task { try await pool.withConnection { _ in order.update { $0.append(number) } } })
                try await eventually { await pool.waitingCount == number + 1 }
            }
            tasks[4].cancel()
            await #expect(throws: CancellationError.self) { try await tasks[4].value }
        }
        for task in tasks { _ = try? await task.value }
        #expect(order.update { $0 } == [0, 1, 2, 3, 5, 6, 7, 8, 9])
        await pool.close()
    }

    @Test(.timeLimit(.minutes(5))) func nothingOfALeaseStaysBehind() async throws {
        let pool = try await makePool(1)
        try await pool.withConnection { connection in
            try await connection.execute("create temp table t (a int)")
            try await connection.execute("begin")
            try await connection.execute("insert into t values (1)")
        }
        try await pool.withConnection { connection in
            let rows = try await connection.query("select * from t")
            #expect(rows.isEmpty)
        }
        var kept: RowSequence.Iterator?
        try await pool.withConnection { connection in
            kept = connection.rows("select generate_series(1, 1000000000)").makeAsyncIterator()
            _ = try await kept?.next()
        }
        #expect(try await pool.withConnection { try await $0.query("select 1").count } == 1)
        let late = await postgresError { while try await kept?.next() != nil {} }
        #expect(late?.code == .connectionClosed)
        await pool.close()
    }

    @Test(.timeLimit(.minutes(5))) func aStaleIteratorDoesNotDisturbTheNextLease() async throws {
        let pool = try await makePool(1)
        var stale: RowSequence.Iterator?
        try await pool.withConnection { connection in
            stale = connection.rows("select generate_series(1, 1000000000)").makeAsyncIterator()
            _ = try await stale?.next()
        }
        try await pool.withConnection { connection in
            for try await _ in connection.rows("select generate_series(1, 1000000000)") {
                #expect(await postgresError { while try await stale?.next() != nil {} }?.code == .connectionClosed)
                break
            }
            #expect(try await connection.query("select 1").count == 1)
        }
        await pool.close()
    }

    @Test(.timeLimit(.minutes(5))) func brokenConnectionsAreReplaced() async throws {
        let pool = try await makePool(2)
        for _ in 0..<5 {
            _ = try? await pool.withConnection { try await $0.execute("select pg_terminate_backend(pg_backend_pid())") }
            #expect(try await pool.withConnection { try await $0.query("select 1").count } == 1)
        }
        await pool.close()
    }

    @Test(.timeLimit(.minutes(5))) func noServerIsToldAtOnce() async throws {
        let pool = Pool(configuration: .init("host=/tmp/countersign-nowhere user=x"))
        for _ in 0..<3 {
            #expect(await postgresError { try await pool.withConnection { _ in } }?.code == .connectionFailed)
        }
        await pool.close()
    }

    @Test(.timeLimit(.minutes(5))) func aSilentServerIsNoExhaustedPool() async throws {
        let silent = try SilentServer()
        let pool = Pool(configuration: .init("host=\(silent.folder) user=x"), waitLimit: .milliseconds(200))
        #expect(await postgresError { try await pool.withConnection { _ in } }?.code == .connectTimedOut)
        await pool.close()
    }

    @Test("A15: an idle pool notices a killed server and comes back after its restart", .timeLimit(.minutes(5)))
    func noticesALostServer() async throws {
        try await withOwnServer { server in
            let pool = Pool(configuration: .init(server.connectionString(database: "postgres", user: "postgres")))
            var states = pool.states().makeAsyncIterator()
            #expect(await states.next() == .unknown)
            try await pool.withConnection { _ in }
            #expect(await states.next() == .connected)
            await server.kill()
            guard case .disconnected = await states.next() else {
                Issue.record("the pool did not notice")
                return
            }
            #expect(await postgresError { try await pool.withConnection { _ in } }?.isServerUnavailable == true)
            try await server.restart()
            var state = await states.next()
            while let current = state, current != .connected { state = await states.next() }
            #expect(state == .connected)
            #expect(try await pool.withConnection { try await $0.query("select 1").count } == 1)
            await pool.close()
        }
    }
}
