// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// The last good snapshot: kept while the database answers, shown where it does not answer at the start.
extension Console.State {
    /// How long the first answer may take until the snapshot is shown in its stead.
    static let fallbackPatience = Duration.seconds(2)
    /// The first snapshot follows the first answers; after that one in this time is enough.
    private static let firstSnapshotDelay = Duration.seconds(2)
    private static let snapshotInterval = Duration.seconds(30)

    /// When a snapshot is to be looked for, while nothing else is shown.
    var fallbackDue: Timestamp? {
        guard case .connecting = store, awaitsFirstRows, !fallback.wasAsked else { return nil }
        return fallback.startedAt?.advanced(by: Self.fallbackPatience)
    }

    mutating func loadSnapshotIfDue() -> [Console.Effect] {
        guard let due = fallbackDue, due <= now else { return [] }
        return loadSnapshot()
    }

    /// Asks for the snapshot, once, and where nothing of the database was shown yet.
    mutating func loadSnapshot() -> [Console.Effect] {
        guard awaitsFirstRows, !fallback.wasAsked else { return [] }
        fallback.wasAsked = true
        return [.loadSnapshot]
    }

    /// Shows the snapshot, unless the database has answered meanwhile.
    mutating func takeSnapshot(_ snapshot: ConsoleSnapshot?) {
        guard let snapshot, !isLive, awaitsFirstRows else { return }
        fallback.takenAt = snapshot.takenAt
        updatedAt = snapshot.takenAt
        lastEnvironment = snapshot.environment
        identity.value = snapshot.identity
        trailStatus.value = snapshot.trail
        let page = EventPage(events: snapshot.events, reachedEnd: false)
        // the timeline's rows were kept, where there were more of them: the overview shows what it would have asked for
        let latest = snapshot.events.filter(Overview.query.filter.matches).prefix(Overview.eventLimit)
        overview.latest.value = EventPage(events: Array(latest), reachedEnd: false)
        timeline.window.replace(with: page)
        requests.loaded.value = snapshot.requests
        workflows.catalog.value = snapshot.workflows
        workflows.register.value = Console.LeaseRegister(
            leases: snapshot.leases, escalations: snapshot.escalations)
        packages.list.value = snapshot.packages
        packages.guardrails.value = snapshot.guardrails
        for dossier in snapshot.dossiers {
            packages.engines[dossier.package.name, default: Packages.Engine()].dossier.value = dossier
        }
    }

    /// The database answers: nothing of the snapshot is to pass for its answer.
    mutating func dropSnapshot() {
        guard fallback.takenAt != nil else { return }
        fallback.takenAt = nil
        updatedAt = nil
        identity = Loaded()
        trailStatus = Loaded()
        overview.latest = Loaded()
        timeline.window = EventWindow()
        requests.loaded = Loaded()
        workflows.catalog = Loaded()
        workflows.register = Loaded()
        packages.list = Loaded()
        packages.guardrails = Loaded()
        packages.engines = [:]
    }

    // MARK: Keeping it

    /// The database has answered: what is shown is worth keeping soon. No timer is set for it: it is kept with whatever
    /// happens next, the refresh at the latest.
    mutating func noteSnapshotDue() {
        guard isLive, fallback.saveDue == nil else { return }
        fallback.saveDue = now.advanced(
            by: fallback.kept == nil ? Self.firstSnapshotDelay : Self.snapshotInterval)
    }

    mutating func saveSnapshotIfDue() -> [Console.Effect] {
        guard let due = fallback.saveDue, due <= now else { return [] }
        return saveSnapshot()
    }

    /// Keeps what is shown, where it is the database's answer and another one than was kept last.
    mutating func saveSnapshot() -> [Console.Effect] {
        fallback.saveDue = nil
        guard isLive, let snapshot, fallback.kept?.hasContent(of: snapshot) != true else { return [] }
        fallback.kept = snapshot
        return [.saveSnapshot(snapshot)]
    }

    /// What is shown now; nil before the database has answered for each part that comes first.
    private var snapshot: ConsoleSnapshot? {
        guard let identity = identity.value, let page = overview.latest.value, let updatedAt,
            let requests = requests.loaded.value, let catalog = workflows.catalog.value
        else { return nil }
        // a filter's events are not the trail's newest ones
        let rows = timeline.filterText.isEmpty && !timeline.window.hasNewer ? timeline.window.events : []
        return ConsoleSnapshot(
            takenAt: updatedAt, environment: environment, identity: identity, trail: trailStatus.value,
            events: rows.count > page.events.count ? rows : page.events, requests: requests, workflows: catalog,
            leases: workflows.leases, escalations: workflows.register.value?.escalations ?? [],
            packages: packages.packages, dossiers: packages.engines.values.compactMap { $0.dossier.value ?? nil },
            guardrails: packages.guardrails.value ?? [])
    }
}

extension ConsoleSnapshot {
    /// Whether the other one says the same, whenever it was taken.
    fileprivate func hasContent(of other: ConsoleSnapshot) -> Bool {
        var other = other
        other.takenAt = takenAt
        return self == other
    }
}
