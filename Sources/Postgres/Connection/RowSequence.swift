// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
