// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

// What a pool does with a connection between two leases, and a listener all the time.
extension Connection {
    /// Leaves nothing of a lease behind: ends a stream, a COPY or a statement that still runs, and leaves the
    /// transaction.
    ///
    /// - Returns: Whether the connection is fit for another lease.
    func settle() async -> Bool {
        if let exchange {
            if exchange.isOpenEnded { abandon(exchange.id) } else { cancel(exchange.id, because: .enough) }
        }
        await rollBack()
        return isOpen && transactionState == .idle
    }

    /// Whether the connection still stands, judged by what has arrived meanwhile.
    func isHealthy() async -> Bool {
        guard (try? await takeTurn(isCancellable: false)) != nil else { return false }
        defer { passTurn() }
        guard let handle = try? handle() else { return false }
        guard socket.isReadable else { return true }
        guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else {
            _ = lost()
            return false
        }
        return true
    }

    /// Watches an idle connection; returns when it broke, with the reason, or nil once the watch is stopped.
    ///
    /// Watches are numbered, so that stopping one that has not begun yet stops it too.
    func watch(_ id: UInt64) async -> PostgresError? {
        do {
            while watchesStoppedBefore < id { _ = try await takeNotifications(watch: id) }
            return nil
        } catch {
            return error as? PostgresError
        }
    }

    func stopWatching(before id: UInt64) {
        watchesStoppedBefore = id
        socket.interrupt()
    }

    /// Waits for notifications; an empty list where the watch that this belongs to was stopped.
    func takeNotifications(watch: UInt64? = nil) async throws -> [Notification] {
        try await takeTurn(isCancellable: false)
        defer { passTurn() }
        while true {
            if let watch, watch <= watchesStoppedBefore { return [] }
            let notifications = arrivedNotifications()
            if !notifications.isEmpty { return notifications }
            await socket.wait(isExpectedSoon: false)
            guard PQconsumeInput(try handle()) == 1 else { throw lost() }
        }
    }

    private func arrivedNotifications() -> [Notification] {
        guard let handle = try? handle() else { return [] }
        var notifications: [Notification] = []
        while let notification = PQnotifies(handle) {
            defer { PQfreemem(notification) }
            notifications.append(
                Notification(
                    channel: String(cString: notification.pointee.relname),
                    payload: notification.pointee.extra.map { String(cString: $0) } ?? "",
                    processID: notification.pointee.be_pid))
        }
        return notifications
    }
}
