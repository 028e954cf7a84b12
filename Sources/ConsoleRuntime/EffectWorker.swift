// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import ConsoleUI
internal import Governance

/// Carries out one effect against the clients and posts what comes of it.
struct EffectWorker: Sendable {
    let clients: GovernanceClients
    let clock: any Clock<Duration>
    let log: @Sendable (_ line: String) -> Void

    /// The most requests that are listed beside the open ones: the newest of all.
    private static let recentLimit = 100

    func run(_ effect: Console.Effect, post: @escaping @Sendable (Console.Message) -> Void) async {
        switch effect {
        case .loadIdentity(let token):
            post(.identityLoaded(await attempt(clients.people.identity), token: token))
        case .loadCatalog(let token):
            post(.catalogLoaded(await attempt(clients.workflow.catalog), token: token))
        case .loadTrailStatus(let token):
            post(.trailStatusLoaded(await attempt(clients.audit.status), token: token))
        case .followTail(let head): await follow(after: head, post: post)
        case .loadLatest(let query, let token):
            post(.latestLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .loadTimeline(let query, let token):
            post(.timelineLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .loadEvent(let id, let token):
            post(.eventLoaded(await attempt { try await clients.audit.event(id) }, token: token))
        case .countRelated(let event, let window, let token):
            let counts = await attempt {
                try await clock.sleep(for: Console.relatedPause)
                return try await clients.audit.relatedCounts(of: event, within: window, most: Console.mostRelated)
            }
            post(.relatedCounted(counts, token: token))
        case .loadRequests(let token):
            post(.requestsLoaded(await attempt(loadRequests), token: token))
        case .loadChangedRequests(let ids, let token):
            post(.changedRequestsLoaded(await attempt { try await loadRequests(ids) }, token: token))
        case .loadRequest(let id, let token):
            post(.requestLoaded(await attempt { try await clients.workflow.request(id) }, token: token))
        case .probeSources(let token):
            for await status in clients.coverage.probe() { post(.sourceProbed(status, token: token)) }
            post(.sourcesProbed(token: token))
        case .perform(let action, let context, let token):
            post(.actionFinished(await attempt { try await perform(action, context) }, token: token))
        case .loadActivity(let query, let token):
            post(.activityLoaded(await attempt { try await clients.audit.activity(query) }, token: token))
        case .export(let request, let context, let token):
            await export(request, context, token: token, post: post)
        case .loadSavedFilters(let token):
            post(.savedFiltersLoaded(await attempt(clients.savedFilters.all), token: token))
        case .changeSavedFilters(let change, let token):
            let filters = clients.savedFilters
            post(
                .savedFiltersLoaded(
                    await attempt {
                        switch change {
                        case .save(let filter): try await filters.save(filter)
                        case .delete(let name): try await filters.delete(name)
                        }
                    }, token: token))
        case .loadSettings(let query, let token):
            post(.settingsLoaded(await answer(query), token: token))
        case .loadLeases(let token):
            post(.leasesLoaded(await attempt(loadLeases), token: token))
        case .loadReviewedPackage(let name, let token):
            post(.reviewedPackageLoaded(await attempt { try await clients.packages.dossier(name) }, token: token))
        case .loadPackages(let token):
            post(.packagesLoaded(await attempt(clients.packages.packages), token: token))
        case .loadGuardrails(let token):
            post(.guardrailsLoaded(await attempt(clients.packages.guardrails), token: token))
        case .loadPackage(let name, let token):
            post(.packageLoaded(await attempt { try await clients.packages.dossier(name) }, token: token))
        case .loadPackageTrace(let query, let token):
            post(.packageTraceLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .loadSnapshot: post(.snapshotLoaded(await clients.snapshots.load()))
        case .cancel, .copy, .useTheme, .previewTheme, .listThemes, .discardInput, .redraw, .suspend, .quit,
            .captureMouse, .remember, .learnLocalZone, .saveSnapshot:
            break
        }
    }

    private func perform(_ action: Console.GovernedAction, _ context: ActionContext) async throws -> ActionResult {
        let workflow = clients.workflow
        return switch action {
        case .open(let draft): try await workflow.open(draft, context)
        case .sign(let id, let manifest): try await workflow.sign(id, manifest, context)
        case .reject(let id, let reason): try await workflow.reject(id, reason, context)
        case .withdraw(let id, let reason): try await workflow.withdraw(id, reason, context)
        case .amend(let id, let arguments, let reason): try await workflow.amend(id, arguments, reason, context)
        case .close(let id, let reason): try await workflow.close(id, reason, context)
        case .execute(let id, let manifest): try await workflow.execute(id, manifest, context)
        case .review(let id, let note): try await workflow.review(id, note, context)
        case .escalate(let lease, let reason): try await clients.leases.escalate(lease, reason, context)
        case .draftPackage(let name, let details, let reason):
            try await clients.packages.draft(name, details, reason, context)
        case .block(let package, let reason): try await clients.packages.block(package, reason, context)
        case .unblock(let package, let reason): try await clients.packages.unblock(package, reason, context)
        case .setServing(let engine, let isServing, let reason):
            try await clients.packages.setEngineServing(engine, isServing, reason, context)
        }
    }

    private func answer(_ query: Console.SettingsQuery) async -> Console.SettingsAnswer {
        switch query {
        case .people: .people(await attempt(clients.people.people))
        case .tenures(let login): .tenures(await attempt { try await clients.people.tenures(login) })
        case .connection: .connection(await attempt(clients.inspection.connection))
        case .events(let stream, let query): .events(stream, await attempt { try await clients.audit.page(query) })
        }
    }

    /// All that is open or waits for the person, however old, and the newest of the rest.
    @Sendable
    private func loadRequests() async throws -> [GovernanceRequest] {
        async let waiting = clients.workflow.requests(
            RequestQuery(scope: .waitingForMe, limit: Console.openRequestLimit))
        async let open = clients.workflow.requests(RequestQuery(scope: .open, limit: Console.openRequestLimit))
        async let recent = clients.workflow.requests(RequestQuery(scope: .all, limit: Self.recentLimit))
        var known: Set<String> = []
        return (try await open + waiting + recent).filter { known.insert($0.id).inserted }
    }

    @Sendable
    private func loadLeases() async throws -> Console.LeaseRegister {
        async let leases = clients.leases.leases()
        async let escalations = clients.leases.escalations()
        return Console.LeaseRegister(leases: try await leases, escalations: try await escalations)
    }

    /// Those that are there, one after the other: there are few, and the timeline waits for no connection meanwhile.
    private func loadRequests(_ ids: [String]) async throws -> [GovernanceRequest] {
        var found: [GovernanceRequest] = []
        for id in ids {
            if let request = try await clients.workflow.request(id) { found.append(request) }
        }
        return found
    }

    private func follow(after head: Int64?, post: @Sendable (Console.Message) -> Void) async {
        do {
            for try await batch in clients.audit.tail(head) { post(.tailAdvanced(batch)) }
            if !Task.isCancelled { post(.tailEnded(nil)) }
        } catch {
            if !Task.isCancelled { post(.tailEnded(known(error))) }
        }
    }

    /// Tells how far it is each time that some thousand events are written: a screen has no use for more.
    private func export(
        _ request: ExportRequest, _ context: ActionContext, token: Int,
        post: @escaping @Sendable (Console.Message) -> Void
    ) async {
        let result = await attempt {
            try await clients.exports.export(request, context) { count in
                post(.exportAdvanced(count: count, token: token))
            }
        }
        post(.exported(result, token: token))
    }

    private func attempt<Value: Sendable>(
        _ work: @Sendable () async throws -> Value
    ) async -> Result<Value, GovernanceError> {
        do {
            return .success(try await work())
        } catch {
            return .failure(known(error))
        }
    }

    private func known(_ error: any Error) -> GovernanceError {
        if let known = error as? GovernanceError { return known }
        if error is CancellationError { return GovernanceError(.cancelled, "The call was cancelled.") }
        log("unexpected error: \(error)")
        return GovernanceError(.unexpected, "Something unexpected happened; the log file has the particulars.")
    }
}
