// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Synchronization
import ThemeKit

@testable import ConsoleUI

/// One person at a console over the model: effects are carried out at once and in order, so that a test reads like
/// what happens at the keyboard.
final class Desk {
    /// The server's clock and the console's.
    final class Clock: Sendable {
        private let moment: Mutex<Timestamp>

        init(_ moment: Timestamp) { self.moment = Mutex(moment) }

        var now: Timestamp { moment.withLock { $0 } }

        func advance(by duration: Duration) {
            moment.withLock { $0 = $0.advanced(by: duration) }
        }
    }

    /// 2026-03-11 16:40:12 UTC
    static let start = Timestamp(microseconds: 1_773_247_212_000_000)

    var state: Console.State
    let model: InMemoryGovernance
    let clock: Clock
    private let clients: GovernanceClients
    private(set) var performed: [Console.GovernedAction] = []
    private(set) var effects: [Console.Effect] = []
    /// Effects that are kept back, so that a test can look at what is shown meanwhile.
    var isHolding: (Console.Effect) -> Bool = { _ in false }
    private var held: [Console.Effect] = []
    private(set) var copies: [String] = []
    private(set) var exports: [ExportRequest] = []
    /// What a look into the folders finds.
    var listedThemes: [String]
    var savedFilters: Result<[SavedFilter], GovernanceError> = .success([])
    /// Two hours east of UTC, as Cairo in winter.
    var localZone = DisplayZone(
        periods: [DisplayZone.Period(start: Timestamp(microseconds: .min), offset: 7_200, abbreviation: "EET")])
    /// The snapshot that is kept.
    var snapshot: ConsoleSnapshot?
    private var delivered = 0
    private var isTailing = false

    init(
        as login: String = "operator_1", width: Int = 120, height: Int = 40, model: InMemoryGovernance? = nil,
        clock: Clock = Clock(Desk.start), isReadOnly: Bool = false,
        coverage: [SourceStatus.State] = [.live, .live, .degraded],
        themeNames: [String] = ["countersign-dark", "paper"],
        conventions: Console.Conventions = Console.Conventions()
    ) {
        let model = model ?? InMemoryGovernance.demonstration(now: { clock.now })
        self.model = model
        listedThemes = themeNames
        self.clock = clock
        clients = model.clients(as: login, coverage: InMemoryGovernance.coverage(coverage))
        state = Console.State(
            size: Size(width: width, height: height), now: clock.now, sources: SourceDefinition.standard,
            isReadOnly: isReadOnly, themeName: "countersign-dark", themeNames: themeNames, conventions: conventions)
    }

    /// A console that has painted, connected and loaded.
    static func open(
        as login: String = "operator_1", width: Int = 120, height: Int = 40, model: InMemoryGovernance? = nil,
        clock: Clock = Clock(Desk.start), isReadOnly: Bool = false,
        coverage: [SourceStatus.State] = [.live, .live, .degraded],
        conventions: Console.Conventions = Console.Conventions()
    ) async -> Desk {
        let desk = Desk(
            as: login, width: width, height: height, model: model, clock: clock, isReadOnly: isReadOnly,
            coverage: coverage, conventions: conventions)
        await desk.begin()
        return desk
    }

    /// Paints, connects and loads.
    func begin() async {
        await send(.painted)
        await run(state.start())
        await send(.store(.live(InMemoryGovernance.facts)))
    }

    // MARK: What a person does

    func press(_ keys: KeyEvent...) async {
        for key in keys { await send(.key(key)) }
    }

    func type(_ text: String) async {
        for character in text { await press(.character(character)) }
    }

    func paste(_ text: String) async { await send(.paste(text)) }

    // MARK: What is seen

    var canvas: Canvas { state.draw(theme: .fallback) }
    var screen: String { canvas.text }

    func shows(_ text: String) -> Bool { screen.contains(text) }

    /// The row that a text stands in; nil where it is not on the screen.
    func row(of text: String) -> Int? {
        let canvas = canvas
        return (0..<canvas.size.height).first { canvas.text(ofRow: $0).contains(text) }
    }

    // MARK: What happens

    func send(_ message: Console.Message) async {
        await run(state.update(.clock(clock.now)))
        await run(state.update(message))
        await deliverArrivals()
    }

    /// Time goes by at the console and at the server.
    func wait(_ duration: Duration) async {
        clock.advance(by: duration)
        await run(state.update(.clock(clock.now)))
        await deliverArrivals()
    }

    func release() async {
        let effects = held
        held = []
        isHolding = { _ in false }
        await run(effects)
        await deliverArrivals()
    }

    /// What the trail has that this console has not been told.
    func deliverArrivals() async {
        while isTailing, delivered < model.events.count {
            let isAdmin = state.identity.value?.person.roles.contains(.admin) ?? false
            let fresh = model.events.reversed().dropFirst(delivered)
            delivered = model.events.count
            let readable = fresh.filter { isAdmin || !$0.stream.isRestricted }
            await run(state.update(.tailAdvanced(TailBatch(events: Array(readable), head: Int64(delivered)))))
        }
    }

    func run(_ effects: [Console.Effect]) async {
        for effect in effects {
            self.effects.append(effect)
            if isHolding(effect) { held.append(effect) } else { await carryOut(effect) }
        }
    }

    private func carryOut(_ effect: Console.Effect) async {
        switch effect {
        case .loadIdentity(let token):
            await answer(.identityLoaded(await attempt(clients.people.identity), token: token))
        case .loadCatalog(let token):
            await answer(.catalogLoaded(await attempt(clients.workflow.catalog), token: token))
        case .loadTrailStatus(let token):
            await answer(.trailStatusLoaded(await attempt(clients.audit.status), token: token))
        case .followTail(let head):
            isTailing = true
            delivered = Int(head ?? Int64(model.events.count))
        case .loadLatest(let query, let token):
            let clients = clients
            await answer(
                .latestLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .loadTimeline(let query, let token):
            let clients = clients
            await answer(.timelineLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .loadEvent(let id, let token):
            let clients = clients
            await answer(.eventLoaded(await attempt { try await clients.audit.event(id) }, token: token))
        case .countRelated(let event, let window, let token):
            let clients = clients
            await answer(
                .relatedCounted(
                    await attempt {
                        try await clients.audit.relatedCounts(of: event, within: window, most: Console.mostRelated)
                    }, token: token))
        case .loadRequests(let token):
            let clients = clients
            await answer(
                .requestsLoaded(await attempt { try await clients.workflow.requests(RequestQuery()) }, token: token))
        case .loadChangedRequests(let ids, let token):
            let clients = clients
            await answer(
                .changedRequestsLoaded(
                    await attempt {
                        var found: [GovernanceRequest] = []
                        for id in ids {
                            if let request = try await clients.workflow.request(id) { found.append(request) }
                        }
                        return found
                    }, token: token))
        case .loadRequest(let id, let token):
            let clients = clients
            await answer(.requestLoaded(await attempt { try await clients.workflow.request(id) }, token: token))
        case .probeSources(let token):
            for await var status in clients.coverage.probe() {
                status.checkedAt = clock.now
                await answer(.sourceProbed(status, token: token))
            }
            await answer(.sourcesProbed(token: token))
        case .perform(let action, let context, let token):
            performed.append(action)
            let clients = clients
            await answer(.actionFinished(await attempt { try await action.perform(clients, context) }, token: token))
        case .loadLeases(let token):
            let clients = clients
            await answer(
                .leasesLoaded(
                    await attempt {
                        Console.LeaseRegister(
                            leases: try await clients.leases.leases(),
                            escalations: try await clients.leases.escalations())
                    }, token: token))
        case .loadReviewedPackage(let name, let token):
            let clients = clients
            await answer(
                .reviewedPackageLoaded(await attempt { try await clients.packages.dossier(name) }, token: token))
        case .cancel(.tail): isTailing = false
        case .copy(let text):
            copies.append(text)
            await answer(.copied(true))
        case .loadActivity(let query, let token):
            let clients = clients
            await answer(.activityLoaded(await attempt { try await clients.audit.activity(query) }, token: token))
        case .export(let request, let context, let token): await export(request, context, token)
        case .loadSavedFilters(let token): await answer(.savedFiltersLoaded(savedFilters, token: token))
        case .changeSavedFilters(let change, let token):
            savedFilters = savedFilters.map { filters in
                switch change {
                case .save(let filter): filters.filter { $0.name != filter.name } + [filter]
                case .delete(let name): filters.filter { $0.name != name }
                }
            }
            await answer(.savedFiltersLoaded(savedFilters, token: token))
        case .learnLocalZone: await answer(.localZoneKnown(localZone))
        case .useTheme(let name):
            await answer(
                .themeChanged(name == "paper" ? .success(name) : .failure(.init("There is no theme \(name)."))))
        case .previewTheme(let name):
            await answer(
                .themePreviewed(
                    name == "broken" ? .failure(.init("broken.yaml:3: styles.title: no such colour")) : .success(name)))
        case .loadSettings(let query, let token):
            let clients = clients
            let loaded: Console.SettingsAnswer =
                switch query {
                case .people: .people(await attempt(clients.people.people))
                case .tenures(let login): .tenures(await attempt { try await clients.people.tenures(login) })
                case .connection: .connection(await attempt(clients.inspection.connection))
                case .events(let stream, let query):
                    .events(stream, await attempt { try await clients.audit.page(query) })
                }
            await answer(.settingsLoaded(loaded, token: token))
        case .loadPackages(let token):
            await answer(.packagesLoaded(await attempt(clients.packages.packages), token: token))
        case .loadGuardrails(let token):
            await answer(.guardrailsLoaded(await attempt(clients.packages.guardrails), token: token))
        case .loadPackage(let name, let token):
            let clients = clients
            await answer(.packageLoaded(await attempt { try await clients.packages.dossier(name) }, token: token))
        case .loadPackageTrace(let query, let token):
            let clients = clients
            await answer(.packageTraceLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .loadSnapshot: await answer(.snapshotLoaded(snapshot))
        case .saveSnapshot(let taken): snapshot = taken
        case .listThemes: await answer(.themesListed(listedThemes))
        case .cancel, .discardInput, .redraw, .suspend, .quit, .captureMouse, .remember: break
        }
    }

    /// As the program does it, but that no file is written.
    private func export(_ request: ExportRequest, _ context: ActionContext, _ token: Int) async {
        exports.append(request)
        let clients = clients
        await answer(
            .exported(
                await attempt {
                    let page = try await clients.audit.page(EventQuery(filter: request.filter, limit: 1_000))
                    let summary = ExportSummary(
                        format: request.format, filter: request.filter.description, count: page.events.count,
                        sha256: "", firstID: page.events.first?.id, lastID: page.events.last?.id)
                    let result = try await clients.audit.recordExport(summary, context)
                    return ExportReceipt(
                        path: request.path, provenancePath: "", summary: summary, eventID: result.eventID)
                }, token: token))
    }

    private func answer(_ message: Console.Message) async {
        await run(state.update(message))
    }

    private func attempt<Value: Sendable>(
        _ work: @Sendable () async throws -> Value
    ) async -> Result<Value, GovernanceError> {
        do {
            return .success(try await work())
        } catch {
            return .failure(error as? GovernanceError ?? GovernanceError(.unexpected, "\(error)"))
        }
    }
}

extension Console.GovernedAction {
    func perform(_ clients: GovernanceClients, _ context: ActionContext) async throws -> ActionResult {
        switch self {
        case .open(let draft): try await clients.workflow.open(draft, context)
        case .sign(let id, let manifest): try await clients.workflow.sign(id, manifest, context)
        case .reject(let id, let reason): try await clients.workflow.reject(id, reason, context)
        case .withdraw(let id, let reason): try await clients.workflow.withdraw(id, reason, context)
        case .amend(let id, let arguments, let reason):
            try await clients.workflow.amend(id, arguments, reason, context)
        case .close(let id, let reason): try await clients.workflow.close(id, reason, context)
        case .execute(let id, let manifest): try await clients.workflow.execute(id, manifest, context)
        case .review(let id, let note): try await clients.workflow.review(id, note, context)
        case .escalate(let lease, let reason): try await clients.leases.escalate(lease, reason, context)
        case .draftPackage(let name, let details, let reason):
            try await clients.packages.draft(name, details, reason, context)
        case .block(let package, let reason): try await clients.packages.block(package, reason, context)
        case .unblock(let package, let reason): try await clients.packages.unblock(package, reason, context)
        case .setServing(let engine, let isServing, let reason):
            try await clients.packages.setEngineServing(engine, isServing, reason, context)
        }
    }
}
