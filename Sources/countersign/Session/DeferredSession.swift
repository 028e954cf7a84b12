// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance
import GovernanceStore
import Postgres
import PrivateCluster
import Synchronization

/// A session that opens in the background, behind clients that can be used at once.
///
/// The console shows its first frame before there is a database. Nothing is begun before `begin` or a first question.
/// An opening that fails is tried again, later each time, unless trying again cannot help.
final class DeferredSession: Sendable {
    enum Phase: Sendable {
        case opening
        case open(Session)
        /// Not now; it is tried again.
        case failed(since: Timestamp, reason: String)
        /// Never again.
        case ended(reason: String)
    }

    private struct State {
        var phase = Phase.opening
        var worker: Task<Void, Never>?
        var isEnded = false
        var fatal: (any Error)?
        var watchers: [Int: AsyncStream<Phase>.Continuation] = [:]
        var nextWatcher = 0
    }

    /// Opens a session, runs the body with it, and gives everything back.
    typealias Opening = @Sendable (_ body: @escaping @Sendable (Session) async throws -> Void) async throws -> Void

    private let opening: Opening
    private let state = Mutex(State())
    private let onFatal = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ opening: @escaping Opening) {
        self.opening = opening
    }

    /// What to do when the session cannot ever open, at once where that is known already; called once at most.
    func whenFatal(_ action: @escaping @Sendable () -> Void) {
        onFatal.withLock { $0 = action }
        if fatal != nil { takeFatalAction()?() }
    }

    private func takeFatalAction() -> (@Sendable () -> Void)? {
        onFatal.withLock { action in
            defer { action = nil }
            return action
        }
    }

    /// Why the session cannot ever open; nil while there is hope.
    var fatal: (any Error)? { state.withLock { $0.fatal } }

    /// Ends the session and waits until everything is given back.
    func close() async {
        let worker = state.withLock { state in
            state.isEnded = true
            return state.worker
        }
        worker?.cancel()
        await worker?.value
    }

    /// Begins to open, for those who will ask for something soon.
    func begin() {
        state.withLock { begin(&$0) }
    }

    // MARK: - Opening

    private func begin(_ state: inout State) {
        guard state.worker == nil, !state.isEnded else { return }
        state.worker = Task { await self.work() }
    }

    /// The phases, the present one first; asking begins the opening.
    private func phases() -> AsyncStream<Phase> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number = state.withLock { state in
                state.nextWatcher += 1
                state.watchers[state.nextWatcher] = continuation
                continuation.yield(state.phase)
                begin(&state)
                return state.nextWatcher
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
            }
        }
    }

    private func enter(_ phase: Phase) {
        state.withLock { state in
            state.phase = phase
            for watcher in state.watchers.values { watcher.yield(phase) }
        }
    }

    private func work() async {
        var pause = Duration.milliseconds(500)
        while !Task.isCancelled {
            do {
                try await opening { session in
                    self.enter(.open(session))
                    await Self.untilCancelled()
                }
            } catch {
                if Task.isCancelled { break }
                let reason = CommandFailure(error).description
                guard Self.mayPass(error) else {
                    state.withLock { $0.fatal = error }
                    enter(.ended(reason: reason))
                    takeFatalAction()?()
                    return
                }
                enter(.failed(since: .system(), reason: reason))
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(15))
            }
        }
        enter(.ended(reason: "The session is closed."))
    }

    /// Whether waiting may help. A database that does not answer may come back; a missing program does not.
    static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as GovernanceError: error.isRetryable
        case let error as ClusterError:
            [.startFailed, .startTimeout, .lockTimeout, .startedElsewhere, .socketMissing, .diskFull].contains(
                error.code)
        // a server that dies while its database is made ready, or another process that is at it
        case let error as MigrationError: [.unavailable, .locked].contains(error.code)
        case let error as PostgresError:
            error.isRetryable || error.isServerUnavailable
                || [.commitUnknown, .connectionClosed].contains(error.code)
        default: false
        }
    }

    private static func untilCancelled() async {
        let never = AsyncStream<Never> { _ in }
        for await _ in never {}
    }

    // MARK: - Clients

    private func session() async throws -> Session {
        for await phase in phases() {
            switch phase {
            case .opening: continue
            case .open(let session): return session
            case .failed(_, let reason), .ended(let reason): throw GovernanceError(.unavailable, reason)
            }
        }
        throw GovernanceError(.cancelled, "Cancelled.")
    }

    /// Clients that wait for the session. Probing the sources needs no database and does not wait.
    func clients(coverage: CoverageClient) -> GovernanceClients {
        GovernanceClients(
            audit: AuditClient(
                page: { try await self.session().clients.audit.page($0) },
                event: { try await self.session().clients.audit.event($0) },
                tail: { after in self.tail(after) },
                status: { try await self.session().clients.audit.status() },
                activity: { try await self.session().clients.audit.activity($0) },
                recordExport: { try await self.session().clients.audit.recordExport($0, $1) }),
            workflow: WorkflowClient(
                catalog: { try await self.session().clients.workflow.catalog() },
                requests: { try await self.session().clients.workflow.requests($0) },
                request: { try await self.session().clients.workflow.request($0) },
                open: { try await self.session().clients.workflow.open($0, $1) },
                sign: { try await self.session().clients.workflow.sign($0, $1, $2) },
                reject: { try await self.session().clients.workflow.reject($0, $1, $2) },
                withdraw: { try await self.session().clients.workflow.withdraw($0, $1, $2) },
                amend: { try await self.session().clients.workflow.amend($0, $1, $2, $3) },
                execute: { try await self.session().clients.workflow.execute($0, $1, $2) },
                review: { try await self.session().clients.workflow.review($0, $1, $2) },
                close: { try await self.session().clients.workflow.close($0, $1, $2) },
                expiring: { try await self.session().clients.workflow.expiring($0, $1) }),
            packages: PackageClient(
                packages: { try await self.session().clients.packages.packages() },
                dossier: { try await self.session().clients.packages.dossier($0) },
                guardrails: { try await self.session().clients.packages.guardrails() },
                draft: { try await self.session().clients.packages.draft($0, $1, $2, $3) },
                block: { try await self.session().clients.packages.block($0, $1, $2) },
                unblock: { try await self.session().clients.packages.unblock($0, $1, $2) },
                setEngineServing: { try await self.session().clients.packages.setEngineServing($0, $1, $2, $3) }),
            leases: LeaseClient(
                leases: { try await self.session().clients.leases.leases() },
                escalate: { try await self.session().clients.leases.escalate($0, $1, $2) },
                escalations: { try await self.session().clients.leases.escalations() }),
            people: PeopleClient(
                identity: { try await self.session().clients.people.identity() },
                people: { try await self.session().clients.people.people() },
                register: { try await self.session().clients.people.register($0, $1, $2, $3) },
                grant: { try await self.session().clients.people.grant($0, $1, $2, $3) },
                revoke: { try await self.session().clients.people.revoke($0, $1, $2, $3) },
                suspend: { try await self.session().clients.people.suspend($0, $1, $2) },
                reinstate: { try await self.session().clients.people.reinstate($0, $1, $2) },
                tenures: { try await self.session().clients.people.tenures($0) }),
            coverage: coverage,
            exports: ExportClient { request, context, advanced in
                try await EventExport(session: self.session()).run(request, context, advanced)
            },
            inspection: InspectionClient(
                connection: { try await self.session().clients.inspection.connection() },
                unsafeLogins: { try await self.session().clients.inspection.unsafeLogins() },
                sealing: { try await self.session().clients.inspection.sealing() }),
            storeStates: { self.storeStates() })
    }

    private func tail(_ after: Int64?) -> AsyncThrowingStream<TailBatch, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    for try await batch in try await self.session().clients.audit.tail(after) {
                        continuation.yield(batch)
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func storeStates() -> AsyncStream<StoreState> {
        AsyncStream { continuation in
            let task = Task {
                for await phase in phases() {
                    switch phase {
                    case .opening: continuation.yield(.connecting)
                    case .failed(let since, let reason): continuation.yield(.lost(since: since, reason: reason))
                    case .open(let session):
                        for await state in session.clients.storeStates() { continuation.yield(state) }
                    case .ended: break
                    }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
