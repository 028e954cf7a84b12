// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Synchronization

/// One GET with one deadline over all of it, on a thread of its own.
///
/// Not URLSession: on Linux all its sessions share one serial queue, so that one service that floods keeps every other
/// probe waiting (measured: 1 GB from a loopback service held a 200 ms deadline for 5 s), and it asks the proxies that
/// the environment names, whatever the configuration says. A plain socket has neither fault, follows no redirect, keeps
/// nothing between exchanges, and its deadline is exact.
final class HTTPExchange<Body: AnswerBody>: Sendable {
    private struct State {
        var isFinished = false
        /// Whether the connection stands: from then on the thread keeps the deadline.
        var isConnected = false
        var continuation: CheckedContinuation<HTTPAnswer<Body>?, Never>?
    }

    private let target: HTTPTarget
    /// How the body begins: empty.
    private let body: Body
    private let deadline: ContinuousClock.Instant
    private let state = Mutex(State())

    private init(_ target: HTTPTarget, body: Body, timeout: Duration) {
        self.target = target
        self.body = body
        deadline = ContinuousClock.now.advanced(by: timeout)
    }

    /// The answer, or nil where none began within the timeout or the task was cancelled.
    ///
    /// - Parameters:
    ///   - target: Where to ask.
    ///   - body: Takes the answer's body.
    ///   - timeout: Over all of it, from the look-up of the name to the last byte.
    /// - Returns: At the deadline what has come until then, where the head was read.
    static func get(_ target: HTTPTarget, into body: Body, timeout: Duration) async -> HTTPAnswer<Body>? {
        let exchange = HTTPExchange(target, body: body, timeout: timeout)
        // The thread keeps the deadline while it reads, and answers with what it has; this keeps it while a name is
        // looked up, which cannot be ended.
        let alarm = Task {
            try await Task.sleep(until: exchange.deadline.advanced(by: .milliseconds(20)), clock: .continuous)
            if !exchange.isConnected { exchange.finish(nil) }
        }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard exchange.begin(continuation) else { return }
                Thread.detachNewThread { exchange.run() }
            }
        } onCancel: {
            exchange.finish(nil)
        }
    }

    /// False where the exchange was finished before it began; the continuation is resumed then.
    private func begin(_ continuation: CheckedContinuation<HTTPAnswer<Body>?, Never>) -> Bool {
        let isFinished = state.withLock { state in
            if !state.isFinished { state.continuation = continuation }
            return state.isFinished
        }
        if isFinished { continuation.resume(returning: nil) }
        return !isFinished
    }

    /// The first call decides; what comes later is ignored.
    private func finish(_ answer: HTTPAnswer<Body>?) {
        let waiting = state.withLock { state in
            guard !state.isFinished else { return CheckedContinuation<HTTPAnswer<Body>?, Never>?.none }
            state.isFinished = true
            defer { state.continuation = nil }
            return state.continuation
        }
        waiting?.resume(returning: answer)
    }

    private var isConnected: Bool { state.withLock { $0.isConnected } }
    private var isFinished: Bool { state.withLock { $0.isFinished } }

    private func run() {
        var reader = HTTPAnswerReader(body: body)
        var isComplete = false
        if let socket = HTTPSocket.connect(to: target, until: deadline, while: { !self.isFinished }) {
            state.withLock { $0.isConnected = true }
            isComplete = exchange(over: socket, &reader)
        }
        finish(
            reader.status.map { status in
                HTTPAnswer(
                    status: status, mediaType: reader.mediaType, body: reader.body, isComplete: isComplete,
                    endsByClose: reader.endsByClose)
            })
    }

    /// Whether the answer is whole.
    private func exchange(over socket: borrowing HTTPSocket, _ reader: inout HTTPAnswerReader<Body>) -> Bool {
        guard socket.send(target.request, until: deadline) else { return false }
        while !isFinished {
            switch socket.receive(until: deadline) {
            case .bytes(let bytes):
                switch reader.take(bytes) {
                case .needsMore: continue
                case .complete: return true
                case .malformed: return false
                }
            case .closed: return reader.end() == .complete
            case .failed: return false
            }
        }
        return false
    }
}
