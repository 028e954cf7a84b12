// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Synchronization

/// A small honest model of the trail, the people and break-glass, for tests without a database.
///
/// It holds the rules that screens and commands show: who may, why not, a row for each refusal, two people for one
/// session, expiry by the clock. It is no second implementation: whoever wants to know what PostgreSQL does asks
/// PostgreSQL.
public final class InMemoryGovernance: Sendable {
    struct State {
        var people: [Person]
        var workflows: [Workflow]
        var requests: [String: GovernanceRequest] = [:]
        var dossiers: [PackageDossier] = InMemoryGovernance.dossiers
        var leases: [WorkerLease] = InMemoryGovernance.leases
        /// Escalations that nobody has reviewed, newest first.
        var escalations: [EscalationDuty] = []
        /// What each request was opened with.
        var arguments: [String: [String: JSONValue]] = [:]
        var tenures: [RoleTenure] = []
        /// Oldest first.
        var events: [AuditEvent] = []
        var identifiers = InMemoryIdentifiers()
        var store: StoreState
        var tails: [Int: Tail] = [:]
        var watchers: [Int: AsyncStream<StoreState>.Continuation] = [:]
        var nextListener = 0
        var unsafeLogins: [UnsafeLogin] = []
        var attemptsWithoutRecord: Int64 = 0
        /// Events that wait for their number, as PostgreSQL would say it; here everything is numbered at once.
        var pending = 0
        var sealedAt: Timestamp?
    }

    struct Tail {
        var isAdmin: Bool
        var continuation: AsyncThrowingStream<TailBatch, any Error>.Continuation
    }

    public static let facts = StoreFacts(
        environment: "demonstration", serverVersion: "15.0", isReadOnly: false, schemaVersion: 8)

    let state: Mutex<State>
    let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - now: The server's clock.
    ///   - people: Who is registered; the personas of the demonstration unless told otherwise.
    ///   - events: What is in the trail already, oldest first.
    public init(
        now: @escaping @Sendable () -> Timestamp, people: [Person] = InMemoryGovernance.personas,
        events: [AuditEvent] = []
    ) {
        self.now = now
        state = Mutex(State(people: people, workflows: Self.catalog, store: .live(Self.facts)))
        for event in events { append(event) }
    }

    /// The personas, the five workflows and the six events of the seed.
    public static func demonstration(now: @escaping @Sendable () -> Timestamp) -> InMemoryGovernance {
        InMemoryGovernance(now: now, events: seedEvents(before: now()))
    }

    /// Everything as one person sees it.
    public func clients(
        as login: String, coverage: CoverageClient = InMemoryGovernance.coverage([])
    ) -> GovernanceClients {
        GovernanceClients(
            audit: auditClient(as: login), workflow: workflowClient(as: login), packages: packageClient(as: login),
            leases: leaseClient(as: login), people: peopleClient(as: login),
            coverage: coverage, inspection: inspectionClient(as: login), storeStates: { self.storeStates() })
    }

    /// A client whose five sources answer with the given states, in their order; missing ones are offline.
    public static func coverage(_ states: [SourceStatus.State]) -> CoverageClient {
        let sources = SourceDefinition.standard
        return CoverageClient(sources: sources) {
            AsyncStream { continuation in
                for (index, source) in sources.enumerated() {
                    let state = index < states.count ? states[index] : .offline
                    continuation.yield(
                        SourceStatus(
                            source: source, state: state,
                            message: state == .offline ? SourceStatus.awaitingMessage : "HTTP 200",
                            latency: state == .offline ? nil : .milliseconds(12),
                            checkedAt: Timestamp(microseconds: 0)))
                }
                continuation.finish()
            }
        }
    }

    // MARK: - The connection

    /// Loses the database or gets it back; while it is lost every call throws `GovernanceError.Code.unavailable`.
    public func setStore(_ store: StoreState) {
        let watchers = state.withLock { state in
            state.store = store
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield(store) }
    }

    private func storeStates() -> AsyncStream<StoreState> {
        AsyncStream { continuation in
            let (number, present) = state.withLock { state in
                state.nextListener += 1
                state.watchers[state.nextListener] = continuation
                return (state.nextListener, state.store)
            }
            continuation.yield(present)
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
            }
        }
    }

    func requireLive() throws(GovernanceError) {
        switch state.withLock({ $0.store }) {
        case .live: return
        case .connecting: throw GovernanceError(.unavailable, "The database has not answered yet.")
        case .lost(_, let reason): throw GovernanceError(.unavailable, reason)
        }
    }

    /// Puts a request into the model as it is, e.g. an authorized one of a workflow that cannot be opened here.
    public func put(_ request: GovernanceRequest) {
        state.withLock { $0.requests[request.id] = request }
    }

    /// Requests that are in the model, newest first.
    public var requests: [GovernanceRequest] {
        state.withLock { state in state.requests.values.sorted { $0.id > $1.id } }
    }

    /// The whole trail, newest first.
    public var events: [AuditEvent] {
        state.withLock { $0.events.reversed() }
    }
}
