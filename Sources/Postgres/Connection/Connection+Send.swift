// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

extension Connection {
    /// Sends a statement with its values, prepared or not, and asks for its rows one by one.
    func send(_ query: Query, prepare: Bool, planOnce: Bool = false, id: UInt64) async throws {
        let sql = query.sql
        let parameters = try Parameters(query.binds)
        try Self.checkText(sql)
        try await deallocateDiscarded()
        try await settlePlanning(once: prepare && planOnce, id: id)
        let key = StatementCache.Key(sql: sql, types: query.binds.map(\.type))
        switch prepare ? statements.lookUp(key, isWorthIt: planOnce) : .unprepared {
        case .unprepared:
            try sent(parameters.sendQuery(try handle(), sql))
        case .prepared(let name):
            try sent(parameters.sendPrepared(try handle(), name))
        case .prepare(let name):
            try sent(parameters.sendPrepare(try handle(), name, sql))
            try await flush()
            try await drain()
            if let error = reading.error { throw verdict(error, of: id) }
            statements.store(key, name: name)
            // A cancel request that came just now found nothing to cancel any more.
            try checkNotCancelled(id)
            try sent(parameters.sendPrepared(try handle(), name))
        }
        PQsetSingleRowMode(try handle())
        try await flush()
    }

    /// Tells the server how to come to plans, where the last statement wanted it otherwise.
    ///
    /// It looks at the setting whenever a statement gets its values. Inside a transaction nothing is changed: a
    /// rollback would take it back unseen. A transaction's first statement comes from outside it, so that none ever
    /// runs with plans for all values.
    private func settlePlanning(once: Bool, id: UInt64) async throws {
        guard once != isPlanningOnce, transactionState == .idle else { return }
        let mode = once ? "force_generic_plan" : "auto"
        try sent(PQsendQuery(try handle(), "set plan_cache_mode = \(mode)"))
        try await flush()
        try await drain()
        if let error = reading.error { throw verdict(error, of: id) }
        isPlanningOnce = once
        // A cancel request that came just now found nothing to cancel any more.
        try checkNotCancelled(id)
        reading = ResultReading()
    }

    /// Sends text in the simple protocol, which takes several statements.
    func send(script: String) async throws {
        try Self.checkText(script)
        try sent(PQsendQuery(try handle(), script))
        PQsetSingleRowMode(try handle())
        try await flush()
    }

    /// Throws where somebody wanted the exchange cancelled before its statement was on the way.
    func checkNotCancelled(_ id: UInt64) throws {
        guard let exchange, exchange.id == id else {
            _ = try handle()
            throw PostgresError(.connectionClosed, "the connection was given back before this had ended")
        }
        guard let reason = exchange.cancelReason else { return }
        switch reason {
        case .task, .enough: throw CancellationError()
        case .deadline: throw PostgresError(.timedOut, "a statement was stopped at its time limit")
        }
    }

    private func sent(_ status: Int32) throws {
        guard status == 1 else { throw broke() }
    }

    private static func checkText(_ sql: String) throws(PostgresError) {
        guard !sql.containsNUL else {
            throw PostgresError(.invalidParameter, "the text of the statement contains a NUL character")
        }
    }

    /// The statements that the cache has given up are dropped before the next one.
    ///
    /// In a failed transaction that has to wait.
    private func deallocateDiscarded() async throws {
        guard transactionState == .idle || transactionState == .open else { return }
        while let name = statements.takeDiscarded() {
            try sent(PQsendQuery(try handle(), "deallocate \(Query.quoted(identifier: name))"))
            try await flush()
            while let result = try await nextResult() { _ = consume result }
        }
    }
}

/// The values of a statement laid out as libpq takes them.
private struct Parameters {
    private var types: [Oid] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    /// Where each value starts in `bytes`; nil for NULL.
    private var offsets: [Int?] = []
    /// All values after another, each with a zero byte behind it.
    private var bytes: [UInt8] = []

    init(_ binds: [Bind]) throws(PostgresError) {
        guard binds.count <= 65_535 else {
            throw PostgresError(.invalidParameter, "\(binds.count) values in one statement; PostgreSQL takes 65535")
        }
        for (index, bind) in binds.enumerated() {
            types.append(bind.type.rawValue)
            switch bind.value {
            case .null:
                append(offset: nil, length: 0, format: 0)
            case .text(let text):
                guard !text.containsNUL else {
                    throw PostgresError(
                        .invalidParameter,
                        "value $\(index + 1) contains a NUL character, which PostgreSQL's text cannot hold")
                }
                let start = bytes.count
                var text = text
                text.withUTF8 { bytes.append(contentsOf: $0) }
                append(offset: start, length: bytes.count - start, format: 0)
            case .binary(let content):
                let start = bytes.count
                bytes.append(contentsOf: content)
                append(offset: start, length: content.count, format: 1)
            }
            guard bytes.count < Int(Int32.max) / 2 else {
                throw PostgresError(.invalidParameter, "the statement's values are larger than 1 GiB")
            }
        }
    }

    private mutating func append(offset: Int?, length: Int, format: Int32) {
        offsets.append(offset)
        lengths.append(Int32(clamping: length))
        formats.append(format)
        bytes.append(0)
    }

    func sendQuery(_ handle: OpaquePointer, _ sql: String) -> Int32 {
        withValues { PQsendQueryParams(handle, sql, Int32(types.count), types, $0, lengths, formats, 0) }
    }

    func sendPrepared(_ handle: OpaquePointer, _ name: String) -> Int32 {
        withValues { PQsendQueryPrepared(handle, name, Int32(types.count), $0, lengths, formats, 0) }
    }

    func sendPrepare(_ handle: OpaquePointer, _ name: String, _ sql: String) -> Int32 {
        PQsendPrepare(handle, name, sql, Int32(types.count), types)
    }

    private func withValues(_ body: ([UnsafePointer<CChar>?]) -> Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            return body(offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } })
        }
    }
}
