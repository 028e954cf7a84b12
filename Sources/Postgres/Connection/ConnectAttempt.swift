// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq
@preconcurrency import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One attempt to connect, on the queue of the connection it will be.
///
/// Whoever waits for it gets an answer in time whatever happens: name lookups inside libpq block, for minutes if it
/// comes to that, so the time limit and the caller's cancellation are kept elsewhere, and the attempt cleans up behind
/// itself whenever libpq comes back.
///
/// `@unchecked Sendable`: all mutable state is touched on `queue` alone, but for `waiter`, which has a lock.
final class ConnectAttempt: @unchecked Sendable {
    typealias Outcome = Result<Established, PostgresError>

    /// A libpq connection that is logged in.
    ///
    /// `@unchecked Sendable`: handed from the attempt to the actor and from there to its end, on the same queue, and
    /// forgotten by the former.
    struct Established: @unchecked Sendable {
        let handle: OpaquePointer
        let notices: NoticeSink

        /// Once, as the last that is done with it.
        func finish() {
            withExtendedLifetime(notices) { PQfinish(handle) }
        }
    }

    private let queue: DispatchQueue
    private let configuration: Connection.Configuration
    private let notices: NoticeSink
    private let waiter = Mutex<CheckedContinuation<Outcome, Never>?>(nil)

    private var parameters: [String: String]
    private var handle: OpaquePointer?
    private var source: (any DispatchSourceProtocol)?
    private var isHostOverdue = false
    /// Counts the starts, each with fewer hosts than the one before.
    private var round = 0

    init(
        _ configuration: Connection.Configuration, notices: NoticeSink, queue: DispatchQueue
    ) throws(PostgresError) {
        self.configuration = configuration
        self.notices = notices
        self.queue = queue
        parameters = try Self.parameters(configuration)
    }

    /// The connection, or why there is none.
    func outcome() async -> Outcome {
        let limit = DispatchTime.now() + configuration.connectTimeout.dispatchInterval
        let timer = DispatchWorkItem { [self] in
            settle(.failure(PostgresError(.connectTimedOut, timeoutMessage)))
        }
        DispatchQueue.global().asyncAfter(deadline: limit, execute: timer)
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.withLock { $0 = continuation }
                queue.async { self.start() }
                if Task.isCancelled { settle(.failure(Self.cancelled)) }
            }
        } onCancel: {
            settle(.failure(Self.cancelled))
        }
    }

    private static let cancelled = PostgresError(.cancelled, "connecting was cancelled")

    private var timeoutMessage: String {
        "no PostgreSQL connection within \(configuration.connectTimeout) to \(configuration)"
    }

    /// Gives the waiter its answer, the first time; false where it has one already.
    @discardableResult
    private func settle(_ outcome: Outcome) -> Bool {
        let continuation = waiter.withLock { waiter in
            defer { waiter = nil }
            return waiter
        }
        guard let continuation else { return false }
        continuation.resume(returning: outcome)
        if case .failure = outcome { queue.async { self.giveUp() } }
        return true
    }

    private var isSettled: Bool { waiter.withLock { $0 == nil } }

    // MARK: - Steps, all on the queue

    private func start() {
        guard !isSettled else { return }
        isHostOverdue = false
        round += 1
        let user = configuration.osUser ?? countersignKeepUser
        let pairs = parameters.sorted { $0.key < $1.key }
        let handle = withCStrings(pairs.map(\.key)) { keywords in
            withCStrings(pairs.map(\.value)) { values in
                countersign_connect_start(keywords, values, user)
            }
        }
        guard let handle else {
            let reason = String(cString: strerror(errno))
            settle(
                .failure(PostgresError(.invalidParameter, "cannot connect as operating system user \(user): \(reason)"))
            )
            return
        }
        self.handle = handle
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        NoticeSink.attach(notices, to: handle)
        guard PQstatus(handle) != CONNECTION_BAD else { return fail() }
        PQsetnonblocking(handle, 1)
        scheduleHostLimit(of: handle)
        wait(for: PGRES_POLLING_WRITING)
    }

    private func wait(for status: PostgresPollingStatusType) {
        guard let handle, !isSettled else { return giveUp() }
        switch status {
        case PGRES_POLLING_OK: return succeed()
        case PGRES_POLLING_FAILED: return fail()
        default: break
        }
        // libpq may have closed the socket and opened another one: ask again, and never keep a source across a step.
        let socket = PQsocket(handle)
        guard socket >= 0 else { return fail() }
        let source: any DispatchSourceProtocol =
            status == PGRES_POLLING_READING
            ? DispatchSource.makeReadSource(fileDescriptor: socket, queue: queue)
            : DispatchSource.makeWriteSource(fileDescriptor: socket, queue: queue)
        source.setEventHandler { source.cancel() }
        source.setCancelHandler { self.advance() }
        self.source = source
        source.resume()
    }

    private func advance() {
        source?.setEventHandler {}
        source = nil
        guard let handle, !isSettled else { return giveUp() }
        if isHostOverdue { return leaveHost(handle) }
        let status = countersign_connect_poll(handle, configuration.osUser ?? countersignKeepUser)
        wait(for: status)
    }

    private func succeed() {
        guard let handle else { return }
        PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
        self.handle = nil
        if !settle(.success(Established(handle: handle, notices: notices))) { PQfinish(handle) }
    }

    private func fail() {
        let text = handle.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? ""
        let message = ConnectMessage(verbose: text, password: parameters["password"])
        let needsPassword = handle.map { PQconnectionNeedsPassword($0) == 1 } ?? false
        settle(.failure(message.error(needsPassword: needsPassword, target: configuration.description)))
    }

    private func giveUp() {
        guard let handle else { return }
        if let source {
            // Comes back through advance() once Dispatch has let go of the socket.
            source.cancel()
            return
        }
        self.handle = nil
        PQfinish(handle)
    }

    // MARK: - Several hosts

    /// libpq's `connect_timeout` does not work for connections that are made step by step, so a host that accepts and
    /// never answers would use up the time of all.
    private func scheduleHostLimit(of handle: OpaquePointer) {
        let hosts = hostCount
        guard hosts > 1 else { return }
        let named = parameters["connect_timeout"].flatMap { Int($0) }.flatMap { $0 > 0 ? Duration.seconds($0) : nil }
        let limit = named ?? configuration.connectTimeout / (hosts + 1)
        let host = currentHost(of: handle)
        let round = round
        queue.asyncAfter(deadline: .now() + limit.dispatchInterval) { [weak self] in
            guard let self, let handle = self.handle, !self.isSettled, self.round == round else { return }
            guard self.currentHost(of: handle) == host else { return self.scheduleHostLimit(of: handle) }
            self.isHostOverdue = true
            self.source?.cancel()
        }
    }

    private func leaveHost(_ handle: OpaquePointer) {
        let overdue = currentHost(of: handle)
        self.handle = nil
        PQfinish(handle)
        var lists = HostLists(parameters)
        guard lists.remove(overdue) else {
            settle(.failure(PostgresError(.connectTimedOut, timeoutMessage)))
            return
        }
        lists.write(to: &parameters)
        start()
    }

    private var hostCount: Int { HostLists(parameters).count }

    private func currentHost(of handle: OpaquePointer) -> HostLists.Host {
        HostLists.Host(
            host: PQhost(handle).map { String(cString: $0) } ?? "",
            address: PQhostaddr(handle).map { String(cString: $0) } ?? "",
            port: PQport(handle).map { String(cString: $0) } ?? "")
    }
}

extension ConnectAttempt {
    private static func parameters(
        _ configuration: Connection.Configuration
    ) throws(PostgresError) -> [String: String] {
        var parameters = try ConnectionString.parameters(of: configuration.connectionString)
        if let user = configuration.fallbackUser, parameters["user"] == nil, parameters["service"] == nil,
            getenv("PGUSER") == nil, getenv("PGSERVICE") == nil
        {
            parameters["user"] = user
        }
        if let name = configuration.applicationName { parameters["application_name"] = name }
        for (keyword, value) in parameters where value.containsNUL {
            throw PostgresError(.invalidParameter, "connection parameter \(keyword) contains a NUL character")
        }
        parameters["client_encoding"] = "UTF8"
        // A peer that vanished without a word is noticed within a minute or so, not after the system's two hours.
        let keepAlive = [
            "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "60000",
        ]
        return parameters.merging(keepAlive) { given, _ in given }
    }
}

/// What the shim takes for "stay who you are"; the C macro has a cast, which Swift does not import.
private let countersignKeepUser = UInt32.max

/// Calls `body` with the strings as C has arrays of them, a null pointer at the end.
private func withCStrings(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> OpaquePointer?
) -> OpaquePointer? {
    var pointers: [UnsafePointer<CChar>?] = strings.map { UnsafePointer(strdup($0)) }
    pointers.append(nil)
    defer {
        for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) }
    }
    return pointers.withUnsafeBufferPointer { buffer in buffer.baseAddress.flatMap(body) }
}
