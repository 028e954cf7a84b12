// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Lets a request to end succeed where the terminal takes no output: a stalled line, or one stopped with Ctrl-S.
///
/// The queue that owns the screen waits in `write` then, and reads no signal. This one has a queue of its own: where the
/// screen's queue does not come to its turn within ``patience``, at any time after such a signal, the terminal's modes are
/// put back and the signal takes its usual effect.
final class StallWatch {
    /// How long the screen's queue has to come to its turn.
    static let patience = DispatchTimeInterval.seconds(2)

    private let source: any DispatchSourceRead
    private let queue = DispatchQueue(label: "countersign.terminal.stall")
    /// The screen was closed: nothing is watched any more.
    private let isOver = Flag()

    /// - Parameters:
    ///   - descriptor: where the numbers of the signals that ask for the end can be read, a byte for each.
    ///   - screen: the queue that may be waiting for the terminal.
    init(_ descriptor: Int32, watching screen: DispatchQueue) {
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        let (queue, isOver) = (queue, isOver)
        source.setEventHandler {
            var signal: UInt8 = 0
            while read(descriptor, &signal, 1) == 1 { Self.watch(Int32(signal), screen, queue, isOver) }
        }
        source.activate()
    }

    /// The descriptor may be closed when `done` is called.
    func cancel(_ done: @escaping () -> Void) {
        isOver.raise()
        source.setCancelHandler(handler: done)
        source.cancel()
    }

    private static func watch(_ signal: Int32, _ screen: DispatchQueue, _ queue: DispatchQueue, _ isOver: Flag) {
        let hasTurn = Flag()
        screen.async { hasTurn.raise() }
        queue.asyncAfter(deadline: .now() + patience) {
            guard !isOver.isRaised else { return }
            // the end itself writes to the terminal, and may be held up there
            guard !hasTurn.isRaised else { return watch(signal, screen, queue, isOver) }
            CrashGuard.abandon()
            end(by: signal)
        }
    }

    /// As if nobody had ever watched the signal.
    private static func end(by signal: Int32) {
        var action = sigaction()
        sigemptyset(&action.sa_mask)
        sigaction(signal, &action, nil)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, signal)
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        raise(signal)
    }

    private final class Flag: Sendable {
        private let state = Mutex(false)

        var isRaised: Bool { state.withLock { $0 } }

        func raise() {
            state.withLock { $0 = true }
        }
    }
}
