// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq
@preconcurrency import Dispatch

extension Connection {
    /// Takes the turn and opens an exchange.
    func begin(isOpenEnded: Bool = false, isCancellable: Bool = true, timeout: Duration?) async throws -> UInt64 {
        try await takeTurn(isCancellable: isCancellable)
        if let error = failedHandle() {
            passTurn()
            throw error
        }
        let id = newID()
        var exchange = Exchange(id: id, isOpenEnded: isOpenEnded)
        if let timeout = timeout ?? configuration.statementTimeout {
            let timer = DispatchWorkItem { [weak self] in
                self?.assumeIsolated { $0.cancel(id, because: .deadline) }
            }
            exchange.timer = timer
            exchange.timeout = timeout
            queue.asyncAfter(deadline: .now() + timeout.dispatchInterval, execute: timer)
        }
        self.exchange = exchange
        reading = ResultReading()
        return id
    }

    private func failedHandle() -> PostgresError? {
        do throws(PostgresError) {
            _ = try handle()
            return nil
        } catch {
            return error
        }
    }

    /// Closes the exchange, once its last result is in and no cancel request is on its way any more, and passes the
    /// turn on.
    func end(_ id: UInt64) async {
        guard exchange?.id == id else { return }
        exchange?.timer?.cancel()
        // A connection that is gone has nobody left to be hit by a late cancel request.
        while exchange?.isCancelRequestUnderWay == true, isOpen {
            await withCheckedContinuation { cancelWaiters.append($0) }
            // Whoever abandoned it may have closed it meanwhile, and the turn is another's now.
            guard exchange?.id == id else { return }
        }
        exchange = nil
        passTurn()
    }

    /// Runs `body`, and asks the server to cancel the exchange when the task is cancelled meanwhile.
    func cancelling<Value>(_ id: UInt64, _ body: () async throws -> Value) async rethrows -> Value {
        try await withTaskCancellationHandler {
            try await body()
        } onCancel: {
            queue.async { self.assumeIsolated { $0.cancel(id, because: .task) } }
        }
    }

    /// Asks the server to cancel the exchange, again and again until it ends: a request that overtakes the statement
    /// on its way to the server finds nothing to cancel and is forgotten there.
    func cancel(_ id: UInt64, because reason: Exchange.CancelReason) {
        guard exchange?.id == id, exchange?.cancelReason == nil, isOpen else { return }
        exchange?.cancelReason = reason
        sendCancelRequest(id, next: .milliseconds(20))
        queue.asyncAfter(deadline: .now() + configuration.cancelGrace.dispatchInterval) { [weak self] in
            self?.assumeIsolated { connection in
                guard connection.exchange?.id == id, connection.isOpen else { return }
                connection.shutDown(
                    PostgresError(
                        reason == .deadline ? .timedOut : .serverClosed,
                        "a statement did not end within \(connection.configuration.cancelGrace) of being cancelled; "
                            + "the connection was given up"))
            }
        }
    }

    private func sendCancelRequest(_ id: UInt64, next: Duration) {
        guard exchange?.id == id, exchange?.isCancelRequestUnderWay == false, let handle = try? handle(),
            let request = PQgetCancel(handle).map(CancelRequest.init)
        else { return }
        exchange?.isCancelRequestUnderWay = true
        // PQcancel opens a connection of its own and blocks until the server has closed it.
        DispatchQueue(label: "countersign.postgres.cancel").async { [queue, weak self] in
            request.send()
            queue.async { [weak self] in
                self?.assumeIsolated { $0.cancelRequestReturned(id, next: next) }
            }
        }
    }

    private func cancelRequestReturned(_ id: UInt64, next: Duration) {
        guard exchange?.id == id else { return }
        exchange?.isCancelRequestUnderWay = false
        wakeCancelWaiters()
        queue.asyncAfter(deadline: .now() + next.dispatchInterval) { [weak self] in
            self?.assumeIsolated { connection in
                guard !connection.isDrained(id) else { return }
                connection.sendCancelRequest(id, next: min(next * 2, .seconds(1)))
            }
        }
    }

    private func isDrained(_ id: UInt64) -> Bool {
        guard exchange?.id == id else { return true }
        let state = transactionState
        return state != .active
    }

    func wakeCancelWaiters() {
        let waiting = cancelWaiters
        cancelWaiters.removeAll()
        for waiter in waiting { waiter.resume() }
    }

    /// The error that the exchange ends with, given what the server said.
    func verdict(_ error: PostgresError, of id: UInt64) -> any Error {
        guard let exchange, exchange.id == id else { return error }
        let wasCancelled = error.sqlState == "57014"
        switch exchange.cancelReason {
        case .task where wasCancelled: return CancellationError()
        case .deadline where wasCancelled:
            let limit = exchange.timeout.map { " of \($0)" } ?? ""
            return PostgresError(.timedOut, "a statement was cancelled at its time limit\(limit)", sqlState: "57014")
        default: return error
        }
    }
}

/// A cancel request: a copy of what it needs from a connection, so that it can be sent from anywhere.
///
/// `@unchecked Sendable`: used by one thread only, the one that sends it; libpq documents PQcancel as thread-safe.
private final class CancelRequest: @unchecked Sendable {
    private let cancel: OpaquePointer

    init(_ cancel: OpaquePointer) {
        self.cancel = cancel
    }

    deinit {
        PQfreeCancel(cancel)
    }

    /// Whether it arrived is of no use: either the statement ends, or it is sent again.
    func send() {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            _ = PQcancel(cancel, buffer.baseAddress, 256)
        }
    }
}
