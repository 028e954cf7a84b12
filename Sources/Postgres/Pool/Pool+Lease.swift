// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import DequeModule

extension Pool {
    func lease() async throws -> Connection {
        let deadline = ContinuousClock.now + waitLimit
        while true {
            let connection = try await waitForConnection(until: deadline)
            await connection.stopWatching(before: newID())
            if await connection.isHealthy() { return connection }
            await discard(connection, because: await connection.reasonOfEnd)
        }
    }

    func giveBack(_ connection: Connection) async {
        guard await connection.settle(), !isClosed else {
            return await discard(connection, because: await connection.reasonOfEnd)
        }
        accept(connection)
    }

    private func waitForConnection(until deadline: ContinuousClock.Instant) async throws -> Connection {
        if isClosed { throw PostgresError(.poolClosed, "the connection pool was closed") }
        try Task.checkCancellation()
        let id = newID()
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let timer = Task { [weak self] in
                    guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
                    await self?.giveUp(waiter: id)
                }
                waiters.append(Waiter(id: id, continuation: continuation, timer: timer))
                serve()
            }
        } onCancel: {
            Task { await self.leaveQueue(id) }
        }.get()
    }

    /// Hands out what is idle, first come first served, and makes what is missing.
    func serve() {
        while !waiters.isEmpty, let free = idle.popLast() {
            answer(waiters.removeFirst(), .success(free.connection))
        }
        // Without a server one attempt at a time tells as much as many.
        let room = maximumConnections - standing - connecting
        let wanted = min(waiters.count - connecting, room)
        let allowed = isDisconnected ? min(wanted, 1 - connecting) : wanted
        guard allowed > 0, !isClosed else { return }
        for _ in 0..<allowed {
            connecting += 1
            Task { await self.connect() }
        }
    }

    var isDisconnected: Bool {
        if case .disconnected = state { true } else { false }
    }

    /// Takes in a connection that is free.
    func accept(_ connection: Connection) {
        idle.append(Idle(connection: connection, since: .now))
        serve()
        guard idle.contains(where: { $0.connection === connection }) else { return }
        let watch = newID()
        Task { [weak self] in
            if let error = await connection.watch(watch) { await self?.lostIdle(connection, error) }
        }
        startReaping()
    }

    private func lostIdle(_ connection: Connection, _ error: PostgresError) async {
        guard let index = idle.firstIndex(where: { $0.connection === connection }) else { return }
        idle.remove(at: index)
        await discard(connection, because: error)
    }

    /// Throws a connection away; `error` says that it broke.
    func discard(_ connection: Connection, because error: PostgresError?) async {
        standing -= 1
        await connection.close()
        if let error, error.code == .serverClosed { disconnected(error) }
        serve()
    }

    func answer(_ waiter: Waiter, _ result: Result<Connection, any Error>) {
        waiter.timer.cancel()
        waiter.continuation.resume(returning: result)
    }

    func failWaiters(_ error: PostgresError) {
        let waiting = waiters
        waiters.removeAll()
        for waiter in waiting { answer(waiter, .failure(error)) }
    }

    private func leaveQueue(_ id: UInt64) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        answer(waiters.remove(at: index), .failure(CancellationError()))
    }

    private func giveUp(waiter id: UInt64) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        let error: PostgresError
        if case .disconnected(let reason) = state, standing == 0 {
            error = reason
        } else if standing == 0 {
            error = PostgresError(
                .connectTimedOut, "no PostgreSQL connection within \(waitLimit) to \(configuration)")
        } else {
            error = PostgresError(
                .poolExhausted,
                "none of the \(maximumConnections) PostgreSQL connections became free within \(waitLimit)")
        }
        answer(waiters.remove(at: index), .failure(error))
    }

    // MARK: - Idle connections

    private func startReaping() {
        guard reaping == nil, idle.count > 1 else { return }
        let pause = idleLimit / 2
        reaping = Task { [weak self] in
            while (try? await Task.sleep(for: pause)) != nil {
                guard await self?.reap() == true else { return }
            }
        }
    }

    /// Closes what has been idle for too long; false where there is nothing left to look after.
    private func reap() async -> Bool {
        while idle.count > 1, let oldest = idle.first, oldest.since.duration(to: .now) >= idleLimit {
            idle.removeFirst()
            standing -= 1
            await oldest.connection.close()
        }
        if idle.count > 1 { return true }
        reaping = nil
        return false
    }
}
