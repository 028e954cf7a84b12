// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import ConsoleUI
internal import Governance

/// Carries out one effect against the clients and posts what comes of it.
struct EffectWorker: Sendable {
    let clients: GovernanceClients
    let log: @Sendable (_ line: String) -> Void

    /// The most requests that are listed: all open ones up to the first number, the newest of all up to the second.
    private static let openLimit = 1_000
    private static let recentLimit = 100

    func run(_ effect: Console.Effect, post: @Sendable (Console.Message) -> Void) async {
        switch effect {
        case .loadIdentity(let token):
            post(.identityLoaded(await attempt(clients.people.identity), token: token))
        case .loadCatalog(let token):
            post(.catalogLoaded(await attempt(clients.workflow.catalog), token: token))
        case .loadTrailStatus(let token):
            post(.trailStatusLoaded(await attempt(clients.audit.status), token: token))
        case .followTail(let head): await follow(after: head, post: post)
        case .loadLatest(let limit, let token):
            post(.latestLoaded(await attempt { try await clients.audit.page(EventQuery(limit: limit)) }, token: token))
        case .loadTimeline(let query, let token):
            post(.timelineLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .loadEvent(let id, let token):
            post(.eventLoaded(await attempt { try await clients.audit.event(id) }, token: token))
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
        case .loadPackages(let token):
            post(.packagesLoaded(await attempt(clients.packages.packages), token: token))
        case .loadGuardrails(let token):
            post(.guardrailsLoaded(await attempt(clients.packages.guardrails), token: token))
        case .loadPackage(let name, let token):
            post(.packageLoaded(await attempt { try await clients.packages.dossier(name) }, token: token))
        case .loadPackageTrace(let query, let token):
            post(.packageTraceLoaded(await attempt { try await clients.audit.page(query) }, token: token))
        case .cancel, .copy, .useTheme, .discardInput, .redraw, .suspend, .quit: break
        }
    }

    private func perform(_ action: Console.GovernedAction, _ context: ActionContext) async throws -> ActionResult {
        let workflow = clients.workflow
        return switch action {
        case .open(let draft): try await workflow.open(draft, context)
        case .sign(let id, let manifest): try await workflow.sign(id, manifest, context)
        case .reject(let id, let reason): try await workflow.reject(id, reason, context)
        case .withdraw(let id, let reason): try await workflow.withdraw(id, reason, context)
        case .close(let id, let reason): try await workflow.close(id, reason, context)
        }
    }

    /// All that is open, however old, and the newest of the rest.
    @Sendable
    private func loadRequests() async throws -> [GovernanceRequest] {
        async let open = clients.workflow.requests(RequestQuery(scope: .open, limit: Self.openLimit))
        async let recent = clients.workflow.requests(RequestQuery(scope: .all, limit: Self.recentLimit))
        let first = try await open
        let known = Set(first.map(\.id))
        return first + (try await recent).filter { !known.contains($0.id) }
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
