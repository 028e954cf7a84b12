// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Dispatch
import Synchronization

extension Connection {
    /// Runs a statement and hands out its rows as they come, in bounded memory: while the consumer is slow the socket
    /// is not read, and the server waits.
    ///
    /// The connection is taken until the last row, or until the iterator is gone; leaving the loop early cancels the
    /// statement. Any other statement on it meanwhile fails with ``PostgresError/Code/connectionBusy``. Each iterator
    /// runs the statement anew.
    public nonisolated func rows(_ query: Query, timeout: Duration? = nil, prepare: Bool = true) -> RowSequence {
        RowSequence(connection: self, query: query, timeout: timeout, prepare: prepare)
    }
}

/// The rows of a statement, one after the other; made by ``Connection/rows(_:timeout:prepare:)``.
public struct RowSequence: AsyncSequence, Sendable {
    public typealias Element = Row
    public typealias Failure = any Error

    let connection: Connection
    let query: Query
    let timeout: Duration?
    let prepare: Bool

    public func makeAsyncIterator() -> Iterator {
        Iterator(stream: RowStream(sequence: self))
    }

    public struct Iterator: AsyncIteratorProtocol {
        let stream: RowStream
        private var batch: RowBatch?
        private var index = 0

        init(stream: RowStream) {
            self.stream = stream
        }

        /// The next row; nil after the last one.
        ///
        /// - Throws: As ``Connection/query(_:limit:timeout:prepare:planOnce:)``.
        public mutating func next() async throws -> Row? {
            if batch == nil || index == batch?.count {
                batch = try await stream.nextBatch()
                index = 0
            }
            guard let batch else { return nil }
            defer { index += 1 }
            return Row(batch: batch, index: index)
        }
    }
}

/// A statement whose rows are being read; ends it when nobody holds the iterator any more.
final class RowStream: Sendable {
    private enum State {
        case waiting
        case open(UInt64)
        case ended
    }

    private let sequence: RowSequence
    private let state = Mutex(State.waiting)

    init(sequence: RowSequence) {
        self.sequence = sequence
    }

    deinit {
        guard case .open(let id) = state.withLock({ $0 }) else { return }
        let connection = sequence.connection
        // Queued ahead of whatever the connection is asked next, which therefore waits instead of being refused.
        connection.queue.async { connection.assumeIsolated { $0.abandon(id) } }
    }

    func nextBatch() async throws -> RowBatch? {
        switch state.withLock({ $0 }) {
        case .waiting:
            let connection = sequence.connection
            let id = try await connection.begin(isOpenEnded: true, timeout: sequence.timeout)
            state.withLock { $0 = .open(id) }
            return try await ending {
                try await connection.firstBatch(sequence.query, prepare: sequence.prepare, id: id)
            }
        case .open(let id):
            return try await ending { try await sequence.connection.laterBatch(id) }
        case .ended:
            return nil
        }
    }

    /// After the last row, or an error, the connection has closed the exchange already.
    private func ending(_ read: () async throws -> RowBatch?) async throws -> RowBatch? {
        do {
            let batch = try await read()
            if batch == nil { state.withLock { $0 = .ended } }
            return batch
        } catch {
            state.withLock { $0 = .ended }
            throw error
        }
    }
}

extension Connection {
    func firstBatch(_ query: Query, prepare: Bool, id: UInt64) async throws -> RowBatch? {
        try await step(id) { try await self.open(query, prepare: prepare, id: id) }
    }

    func laterBatch(_ id: UInt64) async throws -> RowBatch? {
        // One that was cancelled between two batches ends with that, not with the rows that came before.
        try await step(id) { try await self.nextBatch(id) }
    }

    private func step(_ id: UInt64, _ read: () async throws -> RowBatch?) async throws -> RowBatch? {
        do {
            // An iterator that outlived its lease must not touch the exchange of the next one.
            try checkNotCancelled(id)
            exchange?.isBeingRead = true
            let batch = try await cancelling(id, read)
            guard exchange?.id == id else { throw CancellationError() }
            exchange?.isBeingRead = false
            if exchange?.isAbandoned == true { throw CancellationError() }
            if batch == nil { await end(id) }
            return batch
        } catch {
            if exchange?.id == id { exchange?.isBeingRead = false }
            cancel(id, because: .enough)
            await finish(id)
            throw error
        }
    }

    /// Ends a stream that nobody reads any more.
    ///
    /// One that is being read ends by its reader's own hand.
    func abandon(_ id: UInt64) {
        guard exchange?.id == id else { return }
        exchange?.isAbandoned = true
        cancel(id, because: .enough)
        guard exchange?.isBeingRead == false else { return }
        Task { await self.finish(id) }
    }
}
