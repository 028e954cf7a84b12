// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Postgres
import Testing

@Suite struct StreamTests {
    @Test func rowsComeInOrder() async throws {
        let connection = try await connected()
        var expected = 1
        for try await row in connection.rows("select generate_series(1, 20000) as n") {
            #expect(try row.decode("n", as: Int.self) == expected)
            expected += 1
        }
        #expect(expected == 20001)
        await connection.close()
    }

    @Test(.timeLimit(.minutes(5))) func memoryStaysBoundedAndTheServerWaits() async throws {
        let connection = try await connected()
        let observer = try await connected()
        let server = try await connection.query("select pg_backend_pid() as pid")[0].decode("pid", as: Int.self)
        let before = residentBytes()
        var received = 0
        var isHeldBack = false
        for try await row in connection.rows("select repeat('x', 100000) as block from generate_series(1, 3000)") {
            received += row[0].withBytes { $0.count }
            if !isHeldBack {
                try await eventually {
                    try await observer.query(
                        "select 1 from pg_stat_activity where pid = \(server) and wait_event = 'ClientWrite'"
                    ).count == 1
                }
                isHeldBack = true
            }
        }
        #expect(received == 300_000_000)
        #expect(isHeldBack, "a slow reader holds the server back")
        #expect(residentBytes() - before < 100_000_000)
        await observer.close()
        await connection.close()
    }

    @Test(.timeLimit(.minutes(5))) func leavingEarlyFreesTheConnection() async throws {
        let connection = try await connected()
        for _ in 0..<10 {
            for try await _ in connection.rows("select generate_series(1, 1000000000)") { break }
            #expect(try await connection.query("select 1").count == 1)
        }
        await connection.close()
    }

    @Test func anOpenStreamIsNotADeadlock() async throws {
        let connection = try await connected()
        var iterator = connection.rows("select generate_series(1, 100000000)").makeAsyncIterator()
        _ = try await iterator.next()
        #expect(await postgresError { try await connection.execute("select 1") }?.code == .connectionBusy)
        #expect(try await iterator.next() != nil)
        await connection.close()
    }

    @Test func anErrorComesAfterTheRowsBeforeIt() async throws {
        let connection = try await connected()
        var count = 0
        let error = await postgresError {
            for try await _ in connection.rows("select 1 / (1000 - n) from generate_series(1, 2000) n") { count += 1 }
        }
        #expect(error?.sqlState == "22012")
        #expect(count == 999)
        #expect(try await connection.query("select 1").count == 1)
        await connection.close()
    }

    private func residentBytes() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
