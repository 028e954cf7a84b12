// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import DequeModule
import Logging

extension Pool {
    /// One attempt, counted in `connecting` by whoever starts it.
    func connect() async {
        do throws(PostgresError) {
            let connection = try await Connection.connect(configuration, logger: logger)
            connecting -= 1
            guard !isClosed else { return await connection.close() }
            standing += 1
            connected()
            accept(connection)
        } catch {
            connecting -= 1
            guard !isClosed, error.code != .cancelled else { return }
            disconnected(error)
            // Where other connections stand, those who wait may still get one of them.
            if standing == 0 {
                failWaiters(error)
            } else if let waiter = waiters.popFirst() {
                answer(waiter, .failure(error))
            }
        }
    }

    private func connected() {
        if isDisconnected { logger?.info("PostgreSQL is back") }
        reconnecting?.cancel()
        reconnecting = nil
        state = .connected
    }

    func disconnected(_ error: PostgresError) {
        guard !isClosed else { return }
        if !isDisconnected { logger?.warning("PostgreSQL connection lost: \(error)") }
        state = .disconnected(error)
        guard reconnecting == nil else { return }
        reconnecting = Task { [weak self] in
            var backoff = Backoff()
            while (try? await Task.sleep(for: backoff.next())) != nil {
                guard let self, await self.reconnect() else { return }
            }
        }
    }

    /// Tries once unless somebody else does already; false once there is a connection again.
    private func reconnect() async -> Bool {
        guard isDisconnected, !isClosed else {
            reconnecting = nil
            return false
        }
        if connecting == 0, standing < maximumConnections {
            connecting += 1
            await connect()
        }
        return isDisconnected
    }
}
