// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq
import DequeModule
import Dispatch
public import Logging

/// A connection to PostgreSQL.
///
/// One statement runs at a time; further ones wait for their turn in the order of their calls. A connection belongs to
/// one task at a time all the same, since a transaction does: lease one from a ``Pool`` rather than share it.
///
/// When the task that runs a statement is cancelled, the server is asked to cancel the statement, and the next
/// statement starts only when that request is over and the cancelled one has ended: a late cancellation never hits an
/// innocent statement. Where the statement had finished already, its result stands.
public actor Connection {
    /// Where this connection leads, and as whom.
    public struct Target: Sendable, Hashable {
        /// Host name or address, or the folder of the Unix socket.
        public var host: String
        public var port: Int
        public var database: String
        public var user: String
        /// The server's version as one number: 150018 is 15.18.
        public var serverVersion: Int
    }

    /// Where this connection leads; of several hosts the one that took it.
    public nonisolated let target: Target

    let configuration: Configuration
    let logger: Logger?
    let socket: SocketReadiness
    var statements: StatementCache
    /// Whether the session plans prepared statements once for all values.
    var isPlanningOnce = false

    /// The statement under way.
    var exchange: Exchange?
    /// What has come of it so far.
    var reading = ResultReading()
    /// Whether the turn is taken.
    var isTurnTaken = false
    private var waiters: Deque<Waiter> = []
    private var lastID: UInt64 = 0
    /// The pool's watches between leases that have been stopped: all up to this number.
    var watchesStoppedBefore: UInt64 = 0
    /// Those who wait for a cancel request to return.
    var cancelWaiters: [CheckedContinuation<Void, Never>] = []

    private var box: HandleBox?
    private var failure: PostgresError?

    private nonisolated let executor: DispatchQueueExecutor

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    nonisolated var queue: DispatchQueue { executor.queue }

    private init(
        established: ConnectAttempt.Established, target: Target, configuration: Configuration, logger: Logger?,
        executor: DispatchQueueExecutor
    ) {
        self.target = target
        self.configuration = configuration
        self.logger = logger
        self.executor = executor
        statements = StatementCache(limit: configuration.preparedStatementLimit)
        let descriptor = PQsocket(established.handle)
        let socket = SocketReadiness(descriptor: descriptor, queue: executor.queue)
        self.socket = socket
        box = HandleBox(established: established, socket: socket, queue: executor.queue)
    }

    /// Connects; never waits longer than the configuration's `connectTimeout`.
    ///
    /// - Throws: ``PostgresError/Code/connectionFailed`` where no server took the connection,
    ///   ``PostgresError/Code/connectTimedOut``, ``PostgresError/Code/loginRejected`` where one answered and refused,
    ///   ``PostgresError/Code/invalidParameter`` for an unreadable connection string, and
    ///   ``PostgresError/Code/cancelled``.
    public static func connect(
        _ configuration: Configuration, logger: Logger? = nil
    ) async throws(PostgresError) -> Connection {
        let executor = DispatchQueueExecutor(label: "countersign.postgres.connection")
        let attempt = try ConnectAttempt(configuration, notices: NoticeSink(logger: logger), queue: executor.queue)
        let established = try await attempt.outcome().get()
        func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
        let target = Target(
            host: text(PQhost(established.handle)), port: Int(text(PQport(established.handle))) ?? 0,
            database: text(PQdb(established.handle)), user: text(PQuser(established.handle)),
            serverVersion: Int(PQserverVersion(established.handle)))
        let connection = Connection(
            established: established, target: target, configuration: configuration, logger: logger, executor: executor)
        do {
            try await connection.settle(configuration.settings)
        } catch {
            await connection.close()
            throw error as? PostgresError ?? PostgresError(.cancelled, "connecting was cancelled")
        }
        return connection
    }

    /// Ends the connection.
    ///
    /// A statement under way fails with ``PostgresError/Code/connectionClosed``.
    public func close() {
        shutDown(PostgresError(.connectionClosed, "the connection was closed"))
    }

    /// Whether the connection can be used as far as is known without asking the server.
    public var isOpen: Bool { box != nil }

    /// Why it is no longer open.
    var reasonOfEnd: PostgresError? { failure }

    // MARK: - State

    /// What the server says of itself without being asked; nil before PostgreSQL 14.
    public var isInHotStandby: Bool? { parameterStatus("in_hot_standby").map { $0 == "on" } }

    /// Whether this session cannot write: the server is a standby, or transactions are read-only by default.
    public var isReadOnly: Bool {
        isInHotStandby == true || parameterStatus("default_transaction_read_only") == "on"
    }

    /// Where the session stands between statements.
    enum TransactionState {
        case idle
        case active
        case open
        case failed
        case unknown
    }

    var transactionState: TransactionState {
        guard let box else { return .unknown }
        return switch PQtransactionStatus(box.handle) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .open
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    func parameterStatus(_ name: String) -> String? {
        box.flatMap { PQparameterStatus($0.handle, name) }.map { String(cString: $0) }
    }

    /// The libpq connection, as long as it is usable.
    func handle() throws(PostgresError) -> OpaquePointer {
        guard let box else { throw failure ?? PostgresError(.connectionClosed, "the connection was closed") }
        return box.handle
    }

    /// Ends everything with `error`; only the first one counts.
    func shutDown(_ error: PostgresError) {
        guard let box else { return }
        failure = error
        self.box = nil
        box.close()
        let waiting = waiters
        waiters.removeAll()
        for waiter in waiting { waiter.continuation.resume(returning: .closed) }
        wakeCancelWaiters()
    }

    /// The connection broke: remembers why and ends it.
    func broke() -> PostgresError {
        let said = box.flatMap { PQerrorMessage($0.handle) }.map { String(cString: $0) } ?? ""
        let message = ConnectMessage(verbose: said, password: nil)
        let error = PostgresError(
            .serverClosed, message.text.isEmpty ? "the connection to PostgreSQL was lost" : message.text,
            sqlState: message.sqlState)
        shutDown(error)
        return failure ?? error
    }

    /// Puts the configured settings, and the style of timestamps that alone is read here.
    ///
    /// The server reports its style when the session begins, so that one costs a round trip only where a role, a
    /// database or PGDATESTYLE says otherwise.
    private func settle(_ settings: [String: String]) async throws {
        var settings = settings
        if let style = parameterStatus("DateStyle"), !style.hasPrefix("ISO") { settings["datestyle"] = "ISO" }
        guard !settings.isEmpty else { return }
        var query: Query = "select"
        for (index, setting) in settings.sorted(by: { $0.key < $1.key }).enumerated() {
            query += index == 0 ? " " : ", "
            query += "pg_catalog.set_config(\(setting.key), \(setting.value), false)"
        }
        try await execute(query, timeout: configuration.connectTimeout, prepare: false)
    }

    // MARK: - Turns

    private struct Waiter {
        enum Answer {
            case granted
            case cancelled
            case closed
        }

        var id: UInt64
        var continuation: CheckedContinuation<Answer, Never>
    }

    func newID() -> UInt64 {
        lastID += 1
        return lastID
    }

    /// Waits for this call's turn.
    ///
    /// Those that may not be cancelled (ROLLBACK) wait whatever happens to their task.
    func takeTurn(isCancellable: Bool) async throws {
        _ = try handle()
        if isCancellable { try Task.checkCancellation() }
        if let exchange, exchange.isOpenEnded, !exchange.isAbandoned {
            throw PostgresError(
                .connectionBusy, "a row stream or COPY is open on this connection; end it before the next statement")
        }
        guard isTurnTaken else {
            isTurnTaken = true
            return
        }
        let id = newID()
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { waiters.append(Waiter(id: id, continuation: $0)) }
        } onCancel: {
            guard isCancellable else { return }
            queue.async { self.assumeIsolated { $0.leaveQueue(id) } }
        }
        switch answer {
        case .granted: break
        case .cancelled: throw CancellationError()
        case .closed: _ = try handle()
        }
    }

    private func leaveQueue(_ id: UInt64) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume(returning: .cancelled)
    }

    func passTurn() {
        if let next = waiters.popFirst() {
            next.continuation.resume(returning: .granted)
        } else {
            isTurnTaken = false
        }
    }
}
