// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Synchronization

/// Which fault each service has at present. Whoever waits for a change hears of it at once.
final class FaultBoard: Sendable {
    private struct State {
        var faults: [DemoSource: SourceFault]
        var listeners: [Int: (source: DemoSource, continuation: AsyncStream<SourceFault>.Continuation)] = [:]
        var nextListener = 0
    }

    private let state: Mutex<State>

    init(_ faults: [DemoSource: SourceFault] = [:]) {
        state = Mutex(State(faults: faults))
    }

    subscript(source: DemoSource) -> SourceFault {
        get { state.withLock { $0.faults[source] ?? .ok } }
        set {
            state.withLock { state in
                state.faults[source] = newValue
                for listener in state.listeners.values where listener.source == source {
                    listener.continuation.yield(newValue)
                }
            }
        }
    }

    var all: [DemoSource: SourceFault] {
        Dictionary(uniqueKeysWithValues: DemoSource.allCases.map { ($0, self[$0]) })
    }

    /// Returns when the service is down, or up, as `isDown` says; or when the task is cancelled.
    func wait(for source: DemoSource, isDown: Bool) async {
        for await fault in changes(of: source) where (fault == .down) == isDown { return }
    }

    /// The present fault, then every change.
    private func changes(of source: DemoSource) -> AsyncStream<SourceFault> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number = state.withLock { state in
                state.nextListener += 1
                state.listeners[state.nextListener] = (source, continuation)
                continuation.yield(state.faults[source] ?? .ok)
                return state.nextListener
            }
            continuation.onTermination = { _ in
                self.state.withLock { state in _ = state.listeners.removeValue(forKey: number) }
            }
        }
    }
}
