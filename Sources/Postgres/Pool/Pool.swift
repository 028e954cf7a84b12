// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import DequeModule
public import Logging

/// A limited number of connections, lent to one task at a time in the order of asking.
///
/// ```swift
/// let pool = Pool(configuration: configuration, maximumConnections: 4, waitLimit: .seconds(5))
/// let rows = try await pool.withConnection { try await $0.query("select 1") }
/// ```
///
/// Connections are made when they are asked for. One that breaks is thrown away, and while there is none the pool
/// tries by itself to get one, ever less often up to every ten seconds; ``states()`` tells. Whoever asks meanwhile
/// gets the outcome of an attempt of its own, never more than one at a time.
public actor Pool {
    /// Whether the server can be reached, as far as is known.
    public enum State: Sendable, Hashable {
        /// Nobody has asked for a connection yet.
        case unknown
        case connected
        /// The last attempt failed, or a connection broke, for this reason.
        case disconnected(PostgresError)
    }

    struct Waiter {
        var id: UInt64
        var continuation: CheckedContinuation<Result<Connection, any Error>, Never>
        var timer: Task<Void, Never>
    }

    struct Idle {
        var connection: Connection
        var since: ContinuousClock.Instant
    }

    let configuration: Connection.Configuration
    let maximumConnections: Int
    let waitLimit: Duration
    let idleLimit: Duration
    let logger: Logger?

    /// The most recently used one last; it is lent first, so that the others grow old and can go.
    var idle: [Idle] = []
    var waiters: Deque<Waiter> = []
    /// Connections that exist: lent and idle.
    var standing = 0
    /// Attempts under way.
    var connecting = 0
    var isClosed = false
    var reconnecting: Task<Void, Never>?
    var reaping: Task<Void, Never>?
    var observers: [UInt64: AsyncStream<State>.Continuation] = [:]
    private var lastID: UInt64 = 0

    /// Whether the server can be reached, as far as is known.
    public internal(set) var state = State.unknown {
        didSet {
            guard state != oldValue else { return }
            for observer in observers.values { observer.yield(state) }
        }
    }

    /// Makes a pool; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - configuration: How to connect.
    ///   - maximumConnections: How many connections there may be at once.
    ///   - waitLimit: How long a call waits for a connection to become free.
    ///   - idleLimit: How long a connection that nobody needs is kept. The last one stays, as the pool's eye on the
    ///     server.
    ///   - logger: Gets the server's notices and the pool's own state.
    public init(
        configuration: Connection.Configuration, maximumConnections: Int = 4, waitLimit: Duration = .seconds(5),
        idleLimit: Duration = .seconds(60), logger: Logger? = nil
    ) {
        precondition(maximumConnections > 0, "a pool needs room for at least one connection")
        self.configuration = configuration
        self.maximumConnections = maximumConnections
        self.waitLimit = waitLimit
        self.idleLimit = idleLimit
        self.logger = logger
    }

    deinit {
        reconnecting?.cancel()
        reaping?.cancel()
        for observer in observers.values { observer.finish() }
    }

    /// Lends a connection to `body`, which must not keep it.
    ///
    /// What `body` left open on it, a transaction for instance, is rolled back. What it did to the session itself stays
    /// for the next lease: settings, temporary tables, LISTEN, advisory locks of the session. Use `set local` in a
    /// transaction. Giving the session back new (DISCARD ALL) would cost every lease a round trip and all prepared
    /// statements.
    ///
    /// - Parameters:
    ///   - isolation: The caller's own, so that `body` may use what the caller may.
    ///   - body: What to do with the connection.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; ``PostgresError/Code/poolExhausted`` where no connection became free within the
    ///   wait limit; the errors of ``Connection/connect(_:logger:)``; ``PostgresError/Code/poolClosed``;
    ///   `CancellationError` where the task was cancelled while it waited.
    public func withConnection<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        let connection = try await lease()
        do {
            let value = try await body(connection)
            await giveBack(connection)
            return value
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// The pool's state now, and every change of it.
    ///
    /// Of changes that nobody takes in time only the last is kept.
    public nonisolated func states() -> AsyncStream<State> {
        let (states, continuation) = AsyncStream.makeStream(of: State.self, bufferingPolicy: .bufferingNewest(1))
        Task { await observe(continuation) }
        return states
    }

    /// Closes the connections, those that are lent when they come back, and turns away all who wait.
    public func close() async {
        guard !isClosed else { return }
        isClosed = true
        reconnecting?.cancel()
        reaping?.cancel()
        let error = PostgresError(.poolClosed, "the connection pool was closed")
        failWaiters(error)
        let connections = idle.map(\.connection)
        idle.removeAll()
        standing -= connections.count
        for connection in connections { await connection.close() }
        for observer in observers.values { observer.finish() }
        observers.removeAll()
    }

    func newID() -> UInt64 {
        lastID += 1
        return lastID
    }

    private func observe(_ observer: AsyncStream<State>.Continuation) {
        guard !isClosed else { return observer.finish() }
        let id = newID()
        observers[id] = observer
        observer.onTermination = { [weak self] _ in Task { await self?.forgetObserver(id) } }
        observer.yield(state)
    }

    private func forgetObserver(_ id: UInt64) {
        observers[id] = nil
    }
}

extension Pool {
    /// How many calls wait for a connection.
    public var waitingCount: Int { waiters.count }
}
