// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Synchronization

/// Tells whether the database answers. It asks only while somebody listens.
final class StoreMonitor: Sendable {
    private struct State {
        var present: StoreState = .connecting
        var listeners: [UInt64: AsyncStream<StoreState>.Continuation] = [:]
        var lastListener: UInt64 = 0
        var watch: Task<Void, Never>?
        var isStopped = false
    }

    /// How often a database that answers is asked again.
    private static let interval: Duration = .seconds(2)

    private let session: StoreSession
    private let environment: String
    private let state = Mutex(State())
    private let nudge = SealSignal()

    init(session: StoreSession, environment: String) {
        self.session = session
        self.environment = environment
    }

    func states() -> AsyncStream<StoreState> {
        let (stream, continuation) = AsyncStream.makeStream(of: StoreState.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> UInt64? in
            guard !state.isStopped else { return nil }
            state.lastListener += 1
            state.listeners[state.lastListener] = continuation
            continuation.yield(state.present)
            if state.watch == nil { state.watch = Task { await self.watch() } }
            return state.lastListener
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        return stream
    }

    /// A call got no answer: look at once.
    func suspect() {
        nudge.fire()
    }

    func stop() {
        let (listeners, watch) = state.withLock { state in
            state.isStopped = true
            defer {
                state.listeners.removeAll()
                state.watch = nil
            }
            return (Array(state.listeners.values), state.watch)
        }
        watch?.cancel()
        for listener in listeners {
            listener.finish()
        }
    }

    private func remove(_ number: UInt64) {
        let idle = state.withLock { state -> Task<Void, Never>? in
            state.listeners[number] = nil
            guard state.listeners.isEmpty else { return nil }
            defer { state.watch = nil }
            return state.watch
        }
        idle?.cancel()
    }

    private func watch() async {
        var failures = 0
        var isFirst = true
        while !Task.isCancelled {
            do {
                // who has just connected has just asked
                let facts = try await isFirst ? session.facts() : session.refresh()
                isFirst = false
                failures = 0
                publish(.live(facts.storeFacts(environment: environment)))
                await pause(Self.interval)
            } catch {
                guard !Task.isCancelled else { return }
                failures += 1
                publishLost(GovernanceError(any: error).message)
                await pause(Backoff.delay(afterFailures: failures))
            }
        }
    }

    /// Waits, at most until somebody suspects something.
    private func pause(_ duration: Duration) async {
        await withTaskGroup { group in
            group.addTask { try? await Task.sleep(for: duration) }
            group.addTask { [nudge] in await nudge.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    private func publishLost(_ reason: String) {
        let since: Timestamp
        if case .lost(let known, _) = state.withLock({ $0.present }) { since = known } else { since = .now }
        publish(.lost(since: since, reason: reason))
    }

    private func publish(_ next: StoreState) {
        let listeners = state.withLock { state -> [AsyncStream<StoreState>.Continuation] in
            guard state.present != next, !state.isStopped else { return [] }
            state.present = next
            return Array(state.listeners.values)
        }
        for listener in listeners {
            listener.yield(next)
        }
    }
}
