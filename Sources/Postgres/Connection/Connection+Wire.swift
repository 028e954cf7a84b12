// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

// The steps that every statement is made of. All of them expect that the caller holds the turn.
extension Connection {
    /// Sends everything that libpq holds.
    ///
    /// Reads meanwhile: a server that is busy writing does not read.
    func flush() async throws {
        while true {
            let handle = try handle()
            let status = PQflush(handle)
            if status == 0 { return }
            guard status > 0 else { throw broke() }
            await socket.wait(orWritable: true)
            guard PQconsumeInput(try self.handle()) == 1 else { throw lost() }
        }
    }

    /// Waits for the next result; nil after the last one.
    func nextResult() async throws -> OwnedResult? {
        while PQisBusy(try handle()) == 1 { try await receive() }
        let result = OwnedResult(PQgetResult(try handle()))
        if PQstatus(try handle()) == CONNECTION_BAD { throw lost(result) }
        return result
    }

    /// Waits until the server has said something more.
    func receive() async throws {
        await socket.wait()
        guard PQconsumeInput(try handle()) == 1 else { throw lost() }
    }

    /// The next rows, as soon as there are some; nil after the last result.
    ///
    /// The error of a statement comes after the rows before it.
    func nextBatch(_ id: UInt64) async throws -> RowBatch? {
        var builder = RowBatchBuilder()
        while true {
            if PQisBusy(try handle()) == 1 {
                if builder.count > 0, let columns = reading.columns { return builder.batch(columns) }
                try await receive()
                continue
            }
            guard let result = try await nextResult() else {
                if builder.count > 0, let columns = reading.columns { return builder.batch(columns) }
                if let error = reading.error { throw verdict(error, of: id) }
                return nil
            }
            guard PQresultStatus(result.pointer) == PGRES_SINGLE_TUPLE else {
                try await take(result)
                continue
            }
            let columns = reading.columns ?? result.columns
            reading.columns = columns
            builder.append(result, columns: columns.count)
            if builder.isFull { return builder.batch(columns) }
        }
    }

    /// Reads on to the last result and drops it all.
    func drain() async throws {
        while let result = try await nextResult() {
            if PQresultStatus(result.pointer) != PGRES_SINGLE_TUPLE { try await take(result) }
        }
    }

    /// Notes what a result that is no row says.
    private func take(_ result: consuming OwnedResult) async throws {
        switch PQresultStatus(result.pointer) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
            reading.noteCompletion(of: result)
            if ["DEALLOCATE", "DEALLOCATE ALL", "DISCARD ALL"].contains(reading.commandTag) { statements.forgetAll() }
        case PGRES_EMPTY_QUERY:
            break
        case PGRES_COPY_IN:
            reading.note(PostgresError(.invalidParameter, "COPY FROM STDIN needs its data; use copyIn"))
            try await putCopyEnd(because: "no data")
        case PGRES_COPY_OUT:
            reading.note(PostgresError(.invalidParameter, "COPY TO STDOUT is not supported; read the rows instead"))
            try await dropCopyOut()
        case PGRES_FATAL_ERROR:
            reading.note(PostgresError(result: result.pointer))
        default:
            let error = PostgresError(.protocolViolation, "the server sent an answer that does not belong here")
            shutDown(error)
            throw error
        }
    }

    private func dropCopyOut() async throws {
        while true {
            var data: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(try handle(), &data, 1)
            if let data { PQfreemem(data) }
            if length == 0 { try await receive() } else if length < 0 { return }
        }
    }

    /// The connection broke while it was read: the server's last words, if it had any, else libpq's.
    func lost(_ last: consuming OwnedResult? = nil) -> PostgresError {
        var candidates = [reading.error].compactMap { $0 }
        if let last, PQresultStatus(last.pointer) == PGRES_FATAL_ERROR {
            candidates.append(PostgresError(result: last.pointer))
        }
        // With the socket gone libpq has no more to wait for, so this does not block.
        while let handle = try? handle(), let result = OwnedResult(PQgetResult(handle)) {
            candidates.append(PostgresError(result: result.pointer))
        }
        guard var error = candidates.last(where: { $0.severity == "FATAL" || $0.severity == "PANIC" }),
            error.sqlState != nil
        else { return broke() }
        error.code = .serverClosed
        shutDown(error)
        return error
    }
}
