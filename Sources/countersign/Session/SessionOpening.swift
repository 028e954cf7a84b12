// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Foundation
import Governance
import GovernanceStore
import Logging
import Postgres
import PrivateCluster
import SourceCoverage

extension Session {
    /// Who seals the trail meanwhile, on a server that this program runs itself.
    enum Sealing: Sendable, Hashable {
        /// Nothing is written.
        case never
        /// Once, when the work is done: what was written is visible to every tail at once.
        case afterwards
        /// All the time, for programs that stay.
        case throughout
    }
}

/// How a session comes about and ends: finds or starts the server, prepares the database, connects, and gives
/// everything back on every way out, cancellation included.
struct SessionOpening: Sendable {
    var settings: Settings
    var surface: GovernanceStore.Surface
    var sealing: Session.Sealing
    var output: Output
    var logger: Logger
    /// What the program's own probes find, where it is to be recorded on a private cluster; never on a team's database,
    /// which has a daemon.
    var coverage: CoverageRecorder?

    /// Runs `body` with an open session.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; before that `ClusterError`, `MigrationError`, `GovernanceError`.
    func withSession<Value: Sendable>(_ body: @Sendable (Session) async throws -> Value) async throws -> Value {
        switch settings.place {
        case .privateCluster: try await withCluster(.real, body)
        case .demonstration: try await withCluster(.demonstration, body)
        case .team(let connectionString): try await withTeamDatabase(connectionString, body)
        }
    }

    private func withCluster<Value: Sendable>(
        _ kind: PrivateCluster.Kind, _ body: @Sendable (Session) async throws -> Value
    ) async throws -> Value {
        let cluster = try PrivateCluster(kind: kind, logger: logger)
        if try cluster.status().state == .absent {
            output.say("Creating a private PostgreSQL in \(cluster.folder); this happens once …")
        }
        return try await ClusterUse.with(cluster, logger: logger) { use in
            let login = try settings.person ?? use.defaultLogin
            let url = try use.lease.connectionString(user: login)
            let location = Session.Location(
                kind: kind == .real ? .privateCluster : .demonstration, databaseURL: url,
                superuserURL: try use.superuserURL)
            let sealer = Sealer(connection: try use.service, logger: logger)
            return try await withStore(
                .init(url), location, prepare: { try await use.prepare() }, isNew: use.lease.isNew
            ) { session in
                var session = session
                session.createLogin = { try await use.createLogin($0) }
                session.dropLogin = { try await use.dropLogin($0) }
                let opened = session
                return try await seal(with: sealer) {
                    try await recordingCoverage(as: try use.service) {
                        try await reviving(use.lease, opened) { try await body(opened) }
                    }
                }
            }
        }
    }

    private func withTeamDatabase<Value: Sendable>(
        _ connectionString: String, _ body: @Sendable (Session) async throws -> Value
    ) async throws -> Value {
        let connectionString = try ConnectionString.text(connectionString, user: settings.person)
        let location = Session.Location(
            kind: .team, databaseURL: try ConnectionString.redacted(connectionString), superuserURL: nil)
        return try await withStore(.init(connectionString), location, body)
    }

    /// `prepare` makes the database ready and says whether there was anything to do; where it `isNew` there surely is.
    private func withStore<Value: Sendable>(
        _ connection: Connection.Configuration, _ location: Session.Location,
        prepare: @Sendable () async throws -> Bool = { false }, isNew: Bool = false,
        _ body: @Sendable (Session) async throws -> Value
    ) async throws -> Value {
        let store = GovernanceStore(
            GovernanceStore.Configuration(
                connection: connection, surface: surface, version: Countersign.version,
                environment: settings.environment ?? location.kind.rawValue, isReadOnly: settings.isReadOnly),
            logger: logger)
        do {
            try await connect(store, prepare: prepare, isNew: isNew)
            let session = Session(
                clients: store.clients(coverage: .probing(settings.sources, logger: logger)),
                imports: store.imports, location: location)
            let value = try await recording(store) { try await body(session) }
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// Puts the session's two ends into the trail (stream `auth`), beside the work and not before it.
    ///
    /// What cannot be recorded is logged and stops nobody: a session that only reads changes nothing, and every action
    /// has an event of its own.
    private func recording<Value: Sendable>(
        _ store: GovernanceStore, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        let context = ActionContext(surface: surface.rawValue, correlationID: UUID().uuidString.lowercased())
        let opening = Task { await record(.opened, context, in: store) }
        func end() async {
            // not a child of a cancelled task: the end of an interrupted session is recorded too
            let closing = Task {
                // a login that may not act here was refused once, and has no connection that could end
                guard await opening.value != .denied else { return }
                _ = await record(.closed, context, in: store)
            }
            // nobody who leaves waits for a database that does not answer
            let limit = Task {
                try await Task.sleep(for: .seconds(1))
                opening.cancel()
                closing.cancel()
            }
            await closing.value
            limit.cancel()
        }
        do {
            let value = try await body()
            await end()
            return value
        } catch {
            await end()
            throw error
        }
    }

    /// How PostgreSQL answered; nil where nothing could be recorded.
    private func record(
        _ moment: GovernanceStore.ConnectionMoment, _ context: ActionContext, in store: GovernanceStore
    ) async -> ActionResult.Outcome? {
        do {
            return try await store.record(moment, context)?.outcome
        } catch {
            logger.notice("the session's \(moment) is not recorded", metadata: ["reason": "\(error.message)"])
            return nil
        }
    }

    /// Connects while somebody else looks whether the database is ready, since it nearly always is.
    private func connect(
        _ store: GovernanceStore, prepare: @Sendable () async throws -> Bool, isNew: Bool
    ) async throws {
        guard !isNew else {
            _ = try await prepare()
            try await store.connect()
            return
        }
        async let isConnected = { (try? await store.connect()) != nil }()
        let wasIncomplete = try await prepare()
        if await !isConnected || wasIncomplete { try await store.connect() }
    }

    /// Records what the probes find meanwhile, over a connection and in a task of its own.
    private func recordingCoverage<Value: Sendable>(
        as service: Connection.Configuration, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let coverage else { return try await body() }
        let store = ServiceStore(
            connection: service, name: CoverageRecorder.name, connectionLimit: 1, logger: logger)
        let recording = Task {
            await coverage.run(
                store: store, observer: MachineName.current, sourceCount: settings.sources.count, logger: logger)
            await store.close()
        }
        // Nobody who leaves waits for a database that does not answer.
        defer { recording.cancel() }
        return try await body()
    }

    /// Starts the server again where it dies while a program stays; others only find it gone.
    private func reviving<Value: Sendable>(
        _ lease: Lease, _ session: Session, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard sealing == .throughout else { return try await body() }
        let revival = Task {
            for await state in session.clients.storeStates() {
                guard case .lost = state else { continue }
                do {
                    try await lease.ensureRunning()
                } catch {
                    logger.warning("the private server does not start", metadata: ["reason": "\(error)"])
                }
            }
        }
        defer { revival.cancel() }
        return try await body()
    }

    private func seal<Value: Sendable>(
        with sealer: Sealer, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        switch sealing {
        case .never:
            return try await body()
        case .afterwards:
            let value = try await body()
            // What was done is done; a seal that fails is made up for by the next one.
            do {
                _ = try await sealer.sealOnce()
            } catch {
                logger.notice("not sealed yet", metadata: ["reason": "\(error)"])
            }
            return value
        case .throughout:
            let sealing = Task { await sealer.runPersistently() }
            defer { sealing.cancel() }
            return try await body()
        }
    }
}
