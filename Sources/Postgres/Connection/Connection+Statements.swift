// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Logging

/// What the server says of a statement that ended well, such as `INSERT 0 5`.
public struct CommandTag: Sendable, Hashable, CustomStringConvertible {
    public var text: String
    /// How many rows the statement inserted, changed, deleted, copied or returned.
    public var affectedRows: Int

    public var description: String { text }
}

extension Connection {
    /// Runs a statement and collects its rows.
    ///
    /// - Parameters:
    ///   - query: The statement with its values.
    ///   - limit: How many rows are welcome. With more, the statement is cancelled and nothing is returned.
    ///   - timeout: How long the statement may take; nil leaves it to the configuration.
    ///   - prepare: Whether a statement that comes again may be prepared. A prepared one may be run with a plan that
    ///     does not look at its values: say no where the values decide what is a good plan.
    ///   - planOnce: Whether a prepared statement gets one plan for all values at its first use, rather than being
    ///     planned anew for each of its first values: for statements whose planning costs more than their running, and
    ///     which are written so that one plan is right for all values. Without effect inside a transaction.
    /// - Returns: The rows, none for a statement that has no result.
    /// - Throws: ``PostgresError``, with ``PostgresError/Code/tooManyRows`` past the limit; `CancellationError` where
    ///   the task was cancelled.
    public func query(
        _ query: Query, limit: Int = 100_000, timeout: Duration? = nil, prepare: Bool = true, planOnce: Bool = false
    ) async throws -> [Row] {
        try await exchange(timeout: timeout) { id in
            var rows: [Row] = []
            var next = try await open(query, prepare: prepare, planOnce: planOnce, id: id)
            while let batch = next {
                guard rows.count + batch.count <= limit else {
                    cancel(id, because: .enough)
                    throw PostgresError(.tooManyRows, "a statement returned more than \(limit) rows")
                }
                for index in 0..<batch.count { rows.append(Row(batch: batch, index: index)) }
                next = try await nextBatch(id)
            }
            return rows
        }
    }

    /// Whether a statement with this text is prepared here.
    public func hasPrepared(_ query: Query) -> Bool {
        statements.holds(StatementCache.Key(sql: query.sql, types: query.binds.map(\.type)))
    }

    /// Runs a statement and drops its rows, if it has any.
    ///
    /// - Returns: How many rows it inserted, changed, deleted or returned.
    /// - Throws: As ``query(_:limit:timeout:prepare:planOnce:)``.
    @discardableResult
    public func execute(_ query: Query, timeout: Duration? = nil, prepare: Bool = true) async throws -> Int {
        try await command(query, timeout: timeout, prepare: prepare).affectedRows
    }

    /// Runs a statement as ``execute(_:timeout:prepare:)`` does.
    ///
    /// - Returns: The server's command tag.
    @discardableResult
    public func command(_ query: Query, timeout: Duration? = nil, prepare: Bool = true) async throws -> CommandTag {
        try await command(query, timeout: timeout, prepare: prepare, isCancellable: true)
    }

    func command(
        _ query: Query, timeout: Duration?, prepare: Bool, isCancellable: Bool
    ) async throws -> CommandTag {
        try await exchange(timeout: timeout, isCancellable: isCancellable) { id in
            var batch = try await open(query, prepare: prepare, id: id)
            while batch != nil { batch = try await nextBatch(id) }
            return CommandTag(text: reading.commandTag, affectedRows: reading.affectedRows)
        }
    }

    /// Runs the statements of a text, separated by semicolons, without values.
    ///
    /// Unless the text has transactions of its own, either all of them take effect or none.
    ///
    /// - Throws: As ``query(_:limit:timeout:prepare:planOnce:)``; the error's `position` counts from the text's start.
    public func script(_ sql: String, timeout: Duration? = nil) async throws {
        try await exchange(timeout: timeout) { id in
            try await send(script: sql)
            try await drain()
            if let error = reading.error { throw verdict(error, of: id) }
        }
    }

    /// Sends the statement and waits for its first rows.
    ///
    /// A statement whose plan the server has lost, or whose columns have changed since it was prepared, is sent once
    /// more, unless a transaction has failed with it.
    func open(_ query: Query, prepare: Bool, planOnce: Bool = false, id: UInt64) async throws -> RowBatch? {
        let wasIdle = transactionState == .idle
        do {
            try await send(query, prepare: prepare, planOnce: planOnce, id: id)
            return try await nextBatch(id)
        } catch let error as PostgresError where prepare && error.isPlanLost {
            let key = StatementCache.Key(sql: query.sql, types: query.binds.map(\.type))
            statements.remove(key, isGone: error.sqlState == "26000")
            guard wasIdle, exchange?.cancelReason == nil else { throw error }
            reading = ResultReading()
            try await send(query, prepare: false, id: id)
            return try await nextBatch(id)
        }
    }

    /// Takes the turn, runs `body`, sees to it that the server has nothing more to say, and passes the turn on.
    func exchange<Value>(
        timeout: Duration?, isCancellable: Bool = true, _ body: (UInt64) async throws -> Value
    ) async throws -> Value {
        let id = try await begin(isCancellable: isCancellable, timeout: timeout)
        do {
            let value = isCancellable ? try await cancelling(id) { try await body(id) } : try await body(id)
            await end(id)
            return value
        } catch {
            await finish(id)
            throw error
        }
    }

    /// Reads to the end of what the server has to say to the exchange, and closes it.
    func finish(_ id: UInt64) async {
        if exchange?.id == id, isOpen, transactionState == .active {
            do {
                try await drain()
            } catch {
                logger?.debug("PostgreSQL connection lost while a statement ended", metadata: ["error": "\(error)"])
            }
        }
        await end(id)
    }
}

extension PostgresError {
    /// Whether a prepared statement is of no use any more.
    ///
    /// "cached plan must not change result type" has no SQLSTATE of its own, and its text is translated; the server's
    /// function is not.
    var isPlanLost: Bool {
        sqlState == "26000" || (sqlState == "0A000" && routine == "RevalidateCachedQuery")
    }
}
