// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Dispatch
import Synchronization

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
