// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Logging

/// Listens to channels on a connection of its own, which it makes again whenever it breaks.
///
/// A notification is a hint, never data: those sent while there was no connection are lost, and of those that nobody
/// took in time only the newest are kept. After ``Event/connected`` look for yourself what has changed.
public final class Listener: Sendable {
    public enum Event: Sendable, Hashable {
        /// Listening now, to all channels; anything may have happened before.
        case connected
        case notification(Notification)
        /// Not listening; it tries again by itself.
        case disconnected(PostgresError)
    }

    /// What happens, for one consumer.
    ///
    /// It ends with ``close()``.
    public let events: AsyncStream<Event>

    private let task: Task<Void, Never>
    private let continuation: AsyncStream<Event>.Continuation

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - configuration: How to connect.
    ///   - channels: The channels' names, as they are; no quotes.
    ///   - bufferLimit: How many events are kept for a slow consumer; the oldest go first.
    ///   - logger: Gets the server's notices.
    public init(
        configuration: Connection.Configuration, channels: [String], bufferLimit: Int = 64, logger: Logger? = nil
    ) {
        let (events, continuation) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingNewest(max(1, bufferLimit)))
        self.events = events
        self.continuation = continuation
        let task = Task {
            await Self.run(configuration, channels, logger, continuation)
            continuation.finish()
        }
        self.task = task
        continuation.onTermination = { _ in task.cancel() }
    }

    deinit {
        task.cancel()
    }

    /// Ends the connection and the events, and waits until both have ended.
    public func close() async {
        task.cancel()
        await task.value
    }

    private static func run(
        _ configuration: Connection.Configuration, _ channels: [String], _ logger: Logger?,
        _ events: AsyncStream<Event>.Continuation
    ) async {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                let connection = try await Connection.connect(configuration, logger: logger)
                try await withTaskCancellationHandler {
                    for channel in channels {
                        try await connection.execute("listen \(identifier: channel)", prepare: false)
                    }
                    backoff.reset()
                    events.yield(.connected)
                    while true {
                        for notification in try await connection.takeNotifications() {
                            events.yield(.notification(notification))
                        }
                    }
                } onCancel: {
                    Task { await connection.close() }
                }
            } catch {
                if Task.isCancelled { return }
                let reason = error as? PostgresError ?? PostgresError(.serverClosed, "\(error)")
                events.yield(.disconnected(reason))
            }
            try? await Task.sleep(for: backoff.next())
        }
    }
}
