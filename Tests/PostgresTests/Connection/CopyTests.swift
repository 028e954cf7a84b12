// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres
import Testing

@Suite struct CopyTests {
    private struct Oops: Error {}

    @Test func copiesChunksOfAnySize() async throws {
        let connection = try await connected()
        try await connection.execute("create temp table t (a int, b text)")
        let text = Array((1...50_000).map { "\($0)\trow \($0)\n" }.joined().utf8)
        let chunks = AsyncStream<[UInt8]> { continuation in
            for start in stride(from: 0, to: text.count, by: 777) {
                continuation.yield(Array(text[start..<min(start + 777, text.count)]))
            }
            continuation.finish()
        }
        #expect(try await connection.copyIn("copy t from stdin", from: chunks) == 50_000)
        #expect(try await connection.query("select sum(a) as s from t")[0].decode("s", as: Int.self) == 1_250_025_000)
        await connection.close()
    }

    @Test func anErrorOfTheSourceCopiesNothing() async throws {
        let connection = try await connected()
        try await connection.execute("create temp table t (a int)")
        let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(Array("1\n2\n".utf8))
            continuation.finish(throwing: Oops())
        }
        await #expect(throws: Oops.self) { try await connection.copyIn("copy t from stdin", from: chunks) }
        #expect(try await connection.query("select * from t").isEmpty)
        await connection.close()
    }

    @Test func badDataIsTheServersError() async throws {
        let connection = try await connected()
        try await connection.execute("create temp table t (a int)")
        let chunks = AsyncStream<[UInt8]> { continuation in
            for _ in 0..<2000 { continuation.yield(Array(repeating: UInt8(ascii: "x"), count: 1000) + [10]) }
            continuation.finish()
        }
        let error = await postgresError { try await connection.copyIn("copy t from stdin", from: chunks) }
        #expect(error?.sqlState == "22P02")
        #expect(
            await postgresError { try await connection.copyIn("select 1", from: chunks) }?.code == .invalidParameter)
        #expect(
            await postgresError { try await connection.copyIn("copy absent from stdin", from: chunks) }?.sqlState
                == "42P01")
        #expect(try await connection.query("select * from t").isEmpty)
        await connection.close()
    }

    @Test(.timeLimit(.minutes(5))) func aCancelledCopyCopiesNothing() async throws {
        let connection = try await connected()
        try await connection.execute("create temp table t (a int)")
        let (chunks, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let task = Task { try await connection.copyIn("copy t from stdin", from: chunks) }
        continuation.yield(Array("1\n".utf8))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await connection.query("select * from t").isEmpty)
        await connection.close()
    }
}
