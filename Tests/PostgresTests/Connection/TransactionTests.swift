// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
