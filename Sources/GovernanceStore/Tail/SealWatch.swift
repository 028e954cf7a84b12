// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Logging
import Postgres
import Synchronization

/// Wakes the tails of a store: on a NOTIFY of the sealer, which is a hint, and beside that often enough to do without
/// one, as on a standby, where nobody can listen.
final class SealWatch: Sendable {
    static let channel = "countersign_sealed"
    /// How long an event may go unnoticed without a notification.
    private static let interval: Duration = .seconds(1)

    private struct State {
        var tasks: [Task<Void, Never>] = []
        var isStopped = false
    }

    private let connection: Connection.Configuration
    private let logger: Logger?
    private let signal = SealSignal()
    private let state = Mutex(State())

    init(_ connection: Connection.Configuration, logger: Logger?) {
        self.connection = connection
        self.logger = logger
    }

    /// Begins to listen, once.
    func start() {
        state.withLock { state in
            guard state.tasks.isEmpty, !state.isStopped else { return }
            state.tasks = [
                Task { [signal] in
                    while (try? await Task.sleep(for: Self.interval)) != nil { signal.fire() }
                },
                Task { [connection, logger, signal] in await Self.listen(connection, logger, signal) },
            ]
        }
    }

    func stop() {
        let tasks = state.withLock { state in
            state.isStopped = true
            defer { state.tasks = [] }
            return state.tasks
        }
        for task in tasks {
            task.cancel()
        }
        signal.fire()
    }

    /// Returns when it is worth looking for new events.
    func wait() async {
        guard !state.withLock({ $0.isStopped }) else {
            // a stopped store has nothing to wait for; the tail's next look ends it
            try? await Task.sleep(for: Self.interval)
            return
        }
        await signal.wait()
    }

    private static func listen(
        _ connection: Connection.Configuration, _ logger: Logger?, _ signal: SealSignal
    ) async {
        let listener = Listener(configuration: connection, channels: [channel], bufferLimit: 1, logger: logger)
        for await event in listener.events {
            switch event {
            case .connected, .notification: signal.fire()
            // it tries again by itself; a standby refuses to listen, and the clock goes on there
            case .disconnected: break
            }
        }
        await listener.close()
    }
}
