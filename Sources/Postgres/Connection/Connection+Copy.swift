// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq
import Logging

extension Connection {
    /// Sends the data of a `COPY … FROM STDIN`, in chunks of any size; they need not end where rows do.
    ///
    /// When the chunks end with an error, or the task is cancelled, the server is told so and nothing is copied. No
    /// chunk is asked for before the one before it is on its way.
    ///
    /// - Returns: How many rows were copied.
    /// - Throws: What `chunks` throws; ``PostgresError`` where the server refuses the statement or the data.
    @discardableResult
    public func copyIn<Chunks: AsyncSequence>(
        _ copy: Query, from chunks: Chunks, timeout: Duration? = nil, isolation: isolated (any Actor)? = #isolation
    ) async throws -> Int where Chunks.Element == [UInt8] {
        let id = try await beginCopy(copy, timeout: timeout)
        do {
            for try await chunk in chunks { try await putCopyData(chunk, id: id) }
            // A cancelled task ends many sequences early but quietly; half of the data must not pass for all of it.
            try Task.checkCancellation()
        } catch {
            throw await failCopy(id, error)
        }
        return try await endCopy(id)
    }

    private func beginCopy(_ copy: Query, timeout: Duration?) async throws -> UInt64 {
        let id = try await begin(isOpenEnded: true, timeout: timeout)
        do {
            try await cancelling(id) {
                try await send(copy, prepare: false, id: id)
                guard let result = try await nextResult() else { return }
                switch PQresultStatus(result.pointer) {
                case PGRES_COPY_IN: return
                case PGRES_FATAL_ERROR: throw verdict(PostgresError(result: result.pointer), of: id)
                default: throw PostgresError(.invalidParameter, "copyIn takes a COPY … FROM STDIN only")
                }
            }
            return id
        } catch {
            if (error as? PostgresError)?.code == .invalidParameter { cancel(id, because: .enough) }
            await finish(id)
            throw error
        }
    }

    private func putCopyData(_ chunk: [UInt8], id: UInt64) async throws {
        // libpq's buffer doubles until memory ends, so no more than this goes in at once.
        let slice = 64 * 1024
        try await cancelling(id) {
            for start in stride(from: 0, to: chunk.count, by: slice) {
                try checkNotCancelled(id)
                let end = min(start + slice, chunk.count)
                while true {
                    let handle = try handle()
                    let status = chunk.withUnsafeBytes { bytes in
                        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                        return PQputCopyData(
                            handle, part.bindMemory(to: CChar.self).baseAddress, Int32(part.count))
                    }
                    if status == 1 { break }
                    guard status == 0 else { throw broke() }
                    try await flush()
                }
                try await flush()
            }
        }
    }

    private func endCopy(_ id: UInt64) async throws -> Int {
        do {
            let count = try await cancelling(id) {
                try await putCopyEnd(because: nil)
                while try await nextBatch(id) != nil {}
                return reading.affectedRows
            }
            await end(id)
            return count
        } catch {
            await finish(id)
            throw error
        }
    }

    /// Tells the server that no more is coming and that this is not the end; returns the error to throw.
    private func failCopy(_ id: UInt64, _ error: any Error) async -> any Error {
        guard exchange?.id == id else { return error }
        exchange?.isAbandoned = true
        do {
            try await putCopyEnd(because: "the client ended the COPY")
            try await drain()
        } catch {
            logger?.debug("PostgreSQL connection lost while a COPY ended", metadata: ["error": "\(error)"])
        }
        await end(id)
        return error
    }

    func putCopyEnd(because reason: String?) async throws {
        while true {
            let status = PQputCopyEnd(try handle(), reason)
            if status == 1 { break }
            guard status == 0 else { throw broke() }
            try await flush()
        }
        try await flush()
    }
}
