// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
public import Governance

extension Console.State {
    /// Takes in what happened.
    ///
    /// - Returns: What is to be done now, in order.
    public mutating func update(_ message: Console.Message) -> [Console.Effect] {
        DisplayZone.$current.withValue(zone ?? .utc) { take(message) }
    }

    private mutating func take(_ message: Console.Message) -> [Console.Effect] {
        switch message {
        case .clock(let now): return advance(to: now)
        case .resized(let size): self.size = conventions.isPlain ? Plain.layout(for: size) : size
        case .painted:
            hasPainted = true
            noteAttention()
        case .key(let event): return handleKey(event) + endPreviewElsewhere()
        case .paste(let text, let isTruncated): return handlePaste(text, isTruncated: isTruncated)
        case .focused(let focused): return changeFocus(focused)
        case .terminate: return quit()
        case .store(let store): return change(to: store)
        case .identityLoaded(let result, let token): return takeIdentity(result, token: token)
        case .catalogLoaded(let result, let token):
            _ = workflows.catalog.finish(result, token: token, at: now)
            noteAnswer(result)
        case .trailStatusLoaded(let result, let token): return takeTrailStatus(result, token: token)
        case .tailAdvanced(let batch):
            holdPlaceIfPlain()
            return takeArrivals(batch)
        case .tailEnded(let error): return tailEnded(error)
        case .latestLoaded(let result, let token): return takeLatest(result, token: token)
        case .timelineLoaded(let result, let token): return takeTimelinePage(result, token: token)
        case .eventLoaded(let result, let token): return takeEvent(result, token: token)
        case .relatedCounted(let result, let token): takeRelated(result, token: token)
        case .requestsLoaded(let result, let token): return takeRequests(result, token: token)
        case .changedRequestsLoaded(let result, let token): return takeChangedRequests(result, token: token)
        case .requestLoaded(let result, let token): takeRequest(result, token: token)
        case .sourceProbed(let status, let token):
            if sources.token == token { sources.take(status) }
        case .sourcesProbed(let token):
            if sources.token == token {
                sources.token = nil
                sources.probedAt = now
            }
        case .actionFinished(let result, let token): return takeActionResult(result, token: token)
        case .copied(let done):
            let words = timeline.copying ?? Words.Notices.copied
            timeline.copying = nil
            done ? inform(words, .success) : inform(Words.Notices.notCopied, .warning)
        case .themeChanged(let result): changeTheme(result)
        case .activityLoaded(let result, let token): takeActivity(result, token: token)
        case .exportAdvanced(let count, let token): noteExport(count, token: token)
        case .exported(let result, let token): takeExport(result, token: token)
        case .savedFiltersLoaded(let result, let token): return takeSavedFilters(result, token: token)
        case .localZoneKnown(let zone): useZone(zone)
        case .mouse(let event): return handleMouse(event) + endPreviewElsewhere()
        case .themePreviewed(let result): takePreview(result)
        case .themesListed(let names): if !names.isEmpty { themeNames = names }
        case .themeReloaded(let result): takeReloadedTheme(result)
        case .settingsLoaded(let answer, let token): return takeSettings(answer, token: token)
        case .leasesLoaded(let result, let token): takeLeases(result, token: token)
        case .reviewedPackageLoaded(let result, let token): takeReviewedPackage(result, token: token)
        case .packagesLoaded(let result, let token): return takePackages(result, token: token)
        case .guardrailsLoaded(let result, let token): takeGuardrails(result, token: token)
        case .packageLoaded(let result, let token): takePackage(result, token: token)
        case .packageTraceLoaded(let result, let token): takePackageTrace(result, token: token)
        case .snapshotLoaded(let snapshot): takeSnapshot(snapshot)
        }
        return []
    }

    /// What a console does first, before anything is known.
    public mutating func start() -> [Console.Effect] {
        refresh.plan(after: now)
        fallback.startedAt = now
        return probeSources()
    }

    /// The next moment at which the view changes by itself or something is due; nil when nothing is.
    public var nextWake: Timestamp? {
        var wakes: [Timestamp] = []
        if showsAges, !conventions.isPlain { wakes.append(now.startOfMinute.advanced(by: .seconds(60))) }
        if isFocused, !refresh.isPaused, let next = refresh.next { wakes.append(max(next, now)) }
        if let due = fallbackDue { wakes.append(max(due, now)) }
        return wakes.min()
    }

    /// Whether anything is shown whose words depend on how long ago it was.
    private var showsAges: Bool {
        if updatedAt != nil, !isLive { return true }
        if !sources.statuses.isEmpty || identity.value != nil { return true }
        return !(requests.loaded.value ?? []).isEmpty
    }

    private mutating func advance(to now: Timestamp) -> [Console.Effect] {
        let before = self.now
        self.now = now
        var effects: [Console.Effect] = []
        if isFocused, refresh.isDue(at: now) { effects += refreshAll() }
        if isLive, lapsed(between: before, and: now) { effects += loadRequests() }
        return effects + loadSnapshotIfDue() + saveSnapshotIfDue()
    }

    /// Whether a request or a session on screen ran out, so that its state is another one now.
    private func lapsed(between before: Timestamp, and now: Timestamp) -> Bool {
        (requests.loaded.value ?? []).contains { request in
            let ends = [
                request.state.isOpen ? request.expiresAt : nil,
                request.session.flatMap { $0.isOpen ? $0.expiresAt : nil },
            ]
            return ends.contains { end in end.map { before < $0 && $0 <= now } ?? false }
        }
    }

    private mutating func changeFocus(_ focused: Bool) -> [Console.Effect] {
        guard focused != isFocused else { return [] }
        isFocused = focused
        return focused && refresh.isDue(at: now) ? refreshAll() : []
    }

    private mutating func changeTheme(_ result: Result<String, Console.ThemeProblem>) {
        switch result {
        case .success(let name):
            themeName = name
            settings.previewed = nil
            inform(Words.Notices.theme(name))
        case .failure(let problem): inform(DisplayText(problem.message), .error)
        }
    }

    mutating func quit() -> [Console.Effect] {
        isQuitting = true
        return saveSnapshot() + [.quit]
    }

    /// An answer from the database, even a failing one, tells whether what is on screen is fresh.
    mutating func noteAnswer<Value>(_ result: Result<Value, GovernanceError>) {
        switch result {
        case .success:
            updatedAt = now
            noteSnapshotDue()
        case .failure(let error):
            guard error.code != .cancelled, error.code != .unavailable else { return }
            inform(DisplayText(error.message), .error)
        }
    }
}
