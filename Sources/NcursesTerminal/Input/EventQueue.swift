// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Synchronization

/// Events on their way to the one task that reads them; unlike an `AsyncStream`'s own buffer it can be purged.
final class EventQueue: Sendable {
    /// How much may be typed ahead; what comes then is dropped, as terminals drop it.
    static let limit = 4_096

    fileprivate struct State {
        var events: [InputEvent] = []
        var isFinished = false
        var waiting: CheckedContinuation<InputEvent?, Never>?
    }

    private let state = Mutex(State())

    /// The events as a stream for one consumer; it ends after `finish()` and what came before it.
    func stream() -> AsyncStream<InputEvent> {
        AsyncStream(unfolding: { await self.next() }, onCancel: { self.finish() })
    }

    func append(_ events: [InputEvent]) {
        guard !events.isEmpty else { return }
        let resumption = state.withLock { state -> (CheckedContinuation<InputEvent?, Never>, InputEvent)? in
            guard !state.isFinished else { return nil }
            for event in events { state.append(event) }
            guard let waiting = state.waiting else { return nil }
            state.waiting = nil
            return (waiting, state.events.removeFirst())
        }
        if let resumption { resumption.0.resume(returning: resumption.1) }
    }

    /// Drops what a person typed, pasted or clicked and nobody has read yet; what the terminal says stays.
    func discardInput() {
        state.withLock { state in
            state.events.removeAll(where: \.isInput)
        }
    }

    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: nil)
    }

    private func next() async -> InputEvent? {
        await withCheckedContinuation { continuation in
            let result = state.withLock { state -> InputEvent?? in
                if !state.events.isEmpty { return .some(state.events.removeFirst()) }
                if state.isFinished || state.waiting != nil { return .some(nil) }
                state.waiting = continuation
                return nil
            }
            if let result { continuation.resume(returning: result) }
        }
    }
}

extension EventQueue.State {
    /// A storm of resizes is one resize: only the last size counts. What the terminal says is never dropped.
    fileprivate mutating func append(_ event: InputEvent) {
        if case .resize = event, case .resize? = events.last { events.removeLast() }
        if event.isInput, events.count >= EventQueue.limit { return }
        // Who asks the program to end does not wait for what was typed ahead.
        let typedAhead = event == .terminate ? events.reversed().prefix(while: \.isInput).count : 0
        events.insert(event, at: events.count - typedAhead)
    }
}

extension InputEvent {
    /// Whether a person made it, rather than the terminal.
    fileprivate var isInput: Bool {
        switch self {
        case .key, .paste, .mouse: true
        case .resize, .focus, .resumed, .terminate, .hangup: false
        }
    }
}
