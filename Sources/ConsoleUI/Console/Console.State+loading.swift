// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// What is loaded, when, and what becomes of the answers.
extension Console.State {
    mutating func change(to store: StoreState) -> [Console.Effect] {
        let wasLive = isLive
        self.store = store
        switch store {
        case .connecting: return []
        case .lost:
            return wasLive ? abandonLoads() : loadSnapshot()
        case .live(let facts):
            if !wasLive { dropSnapshot() }
            lastEnvironment = facts.environment
            return wasLive ? [] : loadAll()
        }
    }

    /// After connecting, and again after a loss: everything that is shown. The trail's head comes first: the tail
    /// goes on from there, so that nothing falls between the first page and the first arrival.
    private mutating func loadAll() -> [Console.Effect] {
        awaitsFirstRows ? loadTrailStatus() : loadTrailStatus() + loadWorkflows() + countRelated()
    }

    /// A console that shows nothing yet asks for rows alone: whatever were asked beside them would cost new connections
    /// and the processor, and make the rows come later.
    private mutating func loadWorkflows() -> [Console.Effect] {
        loadIdentity() + loadCatalog() + loadRequests() + loadLeases() + loadPackages() + loadSettings()
    }

    /// Answers that are still awaited will not come; what was shown stays, and the place in it too.
    private mutating func abandonLoads() -> [Console.Effect] {
        identity.token = nil
        trailStatus.token = nil
        workflows.catalog.token = nil
        workflows.register.token = nil
        overview.latest.token = nil
        requests.loaded.token = nil
        requests.changedToken = nil
        timeline.load = nil
        timeline.activity.counts.token = nil
        isTailing = false
        let scopes: [Console.Scope] = [
            .identity, .trailStatus, .catalog, .latest, .requests, .changedRequests, .timeline, .event, .related,
            .request, .tail, .activity, .leases, .reviewedPackage,
        ]
        return (scopes + abandonSettings() + abandonPackageLoads()).map { .cancel($0) }
    }

    mutating func loadIdentity() -> [Console.Effect] {
        guard isLive else { return [] }
        let token = newToken()
        identity.token = token
        return [.loadIdentity(token: token)]
    }

    mutating func loadCatalog() -> [Console.Effect] {
        guard isLive else { return [] }
        let token = newToken()
        workflows.catalog.token = token
        return [.loadCatalog(token: token)]
    }

    mutating func loadTrailStatus() -> [Console.Effect] {
        guard isLive else { return [] }
        let token = newToken()
        trailStatus.token = token
        return [.loadTrailStatus(token: token)]
    }

    mutating func loadLatest() -> [Console.Effect] {
        guard isLive else { return [] }
        let token = newToken()
        overview.latest.token = token
        return [.loadLatest(Overview.query, token: token)]
    }

    mutating func loadRequests() -> [Console.Effect] {
        guard isLive else { return [] }
        guard !requests.loaded.isLoading else {
            requests.isOutdated = true
            return []
        }
        let token = newToken()
        requests.loaded.token = token
        // an answer about single requests that comes later would be older than this one
        requests.changedToken = nil
        requests.changed = []
        return [.loadRequests(token: token)]
    }

    /// Asks for what events spoke of, one load at a time: the list is not read again for each event.
    private mutating func loadChangedRequests() -> [Console.Effect] {
        guard isLive, !requests.changed.isEmpty, !requests.loaded.isLoading, requests.changedToken == nil else {
            return []
        }
        guard requests.loaded.value != nil, requests.changed.count <= Requests.mostChanged else {
            return loadRequests()
        }
        let ids = requests.changed.sorted()
        requests.changed = []
        let token = newToken()
        requests.changedToken = token
        return [.loadChangedRequests(ids: ids, token: token)]
    }

    mutating func probeSources() -> [Console.Effect] {
        guard sources.token == nil else { return [] }
        let token = newToken()
        sources.token = token
        return [.probeSources(token: token)]
    }

    /// What `r` and every 30th second ask anew.
    mutating func refreshAll() -> [Console.Effect] {
        refresh.plan(after: now)
        return probeSources() + loadRequests() + loadTrailStatus() + loadIdentity() + loadActivity() + loadPackages()
            + loadSettings()
    }

    mutating func takeIdentity(_ result: Result<Identity, GovernanceError>, token: Int) -> [Console.Effect] {
        guard identity.finish(result, token: token, at: now) else { return [] }
        noteAnswer(result)
        return loadMissingSettings()
    }

    mutating func takeTrailStatus(_ result: Result<TrailStatus, GovernanceError>, token: Int) -> [Console.Effect] {
        let before = trailStatus.value?.attemptsWithoutRecord ?? 0
        guard trailStatus.finish(result, token: token, at: now) else { return [] }
        attemptsWithoutRecordBefore = before
        noteAnswer(result)
        guard case .success(let status) = result else {
            // Without a head there is no tail; what can be read is read all the same.
            guard !awaitsFirstRows else { return loadLatest() }
            return timeline.loadedAt == nil ? loadLatest() + refreshTimelineAfterConnecting() : []
        }
        if isTailing {
            tailHead = max(tailHead ?? 0, status.sealedHead)
            return []
        }
        tailHead = tailHead ?? status.sealedHead
        return awaitsFirstRows ? loadLatest() : followTail() + loadLatest() + refreshTimelineAfterConnecting()
    }

    private mutating func followTail() -> [Console.Effect] {
        guard let tailHead, !isTailing else { return [] }
        isTailing = true
        return [.followTail(after: tailHead)]
    }

    mutating func takeLatest(_ result: Result<EventPage, GovernanceError>, token: Int) -> [Console.Effect] {
        guard overview.latest.finish(result, token: token, at: now) else { return [] }
        overview.takeArrivals([])
        noteAnswer(result)
        guard awaitsFirstRows, isLive else { return [] }
        awaitsFirstRows = false
        return followTail() + refreshTimelineAfterConnecting() + loadWorkflows()
    }

    mutating func takeRequests(
        _ result: Result<[GovernanceRequest], GovernanceError>, token: Int
    ) -> [Console.Effect] {
        guard requests.loaded.token == token else { return [] }
        keepingFocusedRequest { _ = $0.requests.loaded.finish(result, token: token, at: $0.now) }
        noteAnswer(result)
        guard requests.isOutdated else { return loadChangedRequests() }
        requests.isOutdated = false
        return loadRequests()
    }

    mutating func takeChangedRequests(
        _ result: Result<[GovernanceRequest], GovernanceError>, token: Int
    ) -> [Console.Effect] {
        guard requests.changedToken == token else { return [] }
        requests.changedToken = nil
        noteAnswer(result)
        if case .success(let changed) = result {
            let ids = Set(changed.map(\.id))
            keepingFocusedRequest { state in
                let others = (state.requests.loaded.value ?? []).filter { !ids.contains($0.id) }
                state.requests.loaded.value = changed + others
            }
        }
        return loadChangedRequests()
    }

    /// A request that arrives must not take the focus from the one that is being read.
    @discardableResult
    mutating func keepingFocusedRequest<Value>(_ change: (inout Console.State) -> Value) -> Value {
        let before = requestRows.map(\.id)
        let wasRead = requests.loaded.value != nil
        let value = change(&self)
        if wasRead, requests.list.isAtHead { requests.list.pin(in: before, height: requestsHeight) }
        requests.list.rowsChanged(from: before, to: requestRows.map(\.id))
        if let wanted = requests.wanted { focusRequest(wanted) }
        noteReviewedRequests()
        return value
    }

    /// Puts the focus on a request, now or when it is there.
    mutating func focusRequest(_ id: String) {
        let ids = requestRows.map(\.id)
        guard let row = ids.firstIndex(of: id) else {
            requests.wanted = id
            return
        }
        requests.wanted = nil
        requests.list.select(index: row, in: ids, height: requestsHeight)
    }

    /// New events: the overview and the timeline take them in, and what they changed is asked for.
    mutating func takeArrivals(_ batch: TailBatch) -> [Console.Effect] {
        tailHead = max(tailHead ?? 0, batch.head)
        if var status = trailStatus.value {
            status.sealedHead = max(status.sealedHead, batch.head)
            trailStatus.value = status
        }
        guard !batch.events.isEmpty else { return [] }
        updatedAt = now
        overview.takeArrivals(batch.events)
        takeTimelineArrivals(batch.events)
        takeSettingsArrivals(batch.events)
        var effects: [Console.Effect] = []
        requests.changed.formUnion(batch.events.compactMap(\.requestID))
        effects += loadChangedRequests()
        if batch.events.contains(where: { $0.category == EventCategory.accessControl.rawValue }) {
            // with a role come and go the duties that PostgreSQL names
            effects += loadIdentity() + loadRequests()
        }
        effects += notePackageEvents(batch.events)
        return effects + refreshWorkflows(after: batch.events)
    }

    mutating func tailEnded(_ error: GovernanceError?) -> [Console.Effect] {
        isTailing = false
        if let error, error.code != .cancelled, error.code != .unavailable {
            inform(DisplayText(error.message), .error)
        }
        return []
    }
}
