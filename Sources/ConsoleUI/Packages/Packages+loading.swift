// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// What is read of the packages, when, and what becomes of the answers.
extension Console.State {
    /// The list of packages and the guardrails; the chosen package follows when the list is there.
    mutating func loadPackages() -> [Console.Effect] {
        guard isLive else { return [] }
        guard !packages.list.isLoading else {
            packages.isOutdated = true
            return []
        }
        packages.isOutdated = false
        let list = newToken()
        packages.list.token = list
        let guardrails = newToken()
        packages.guardrails.token = guardrails
        return [.loadPackages(token: list), .loadGuardrails(token: guardrails)]
    }

    /// What belongs to the chosen package, and its events.
    mutating func loadChosenPackage() -> [Console.Effect] {
        guard isLive, let name = packages.chosen?.name else { return [] }
        var engine = packages.engines[name] ?? Packages.Engine()
        let dossier = newToken()
        engine.dossier.token = dossier
        let trace = newToken()
        engine.trace.token = trace
        // A load of another engine is replaced by this one, so its answer does not come.
        for other in packages.engines.keys where other != name {
            packages.engines[other]?.dossier.token = nil
            packages.engines[other]?.trace.token = nil
        }
        packages.engines[name] = engine
        let filter = EventFilter(terms: [EventFilter.Term(field: .package, values: [name])])
        return [
            .loadPackage(name: name, token: dossier),
            .loadPackageTrace(EventQuery(filter: filter, limit: Packages.traceLimit), token: trace),
        ]
    }

    /// Answers that will not come after the database was lost.
    mutating func abandonPackageLoads() -> [Console.Scope] {
        packages.list.token = nil
        packages.guardrails.token = nil
        packages.isOutdated = false
        for name in packages.engines.keys {
            packages.engines[name]?.dossier.token = nil
            packages.engines[name]?.trace.token = nil
        }
        return [.packages, .guardrails, .package, .packageTrace]
    }

    mutating func takePackages(
        _ result: Result<[DeploymentPackage], GovernanceError>, token: Int
    ) -> [Console.Effect] {
        guard packages.list.finish(result, token: token, at: now) else { return [] }
        noteAnswer(result)
        let effects = packages.isOutdated ? loadPackages() : []
        guard case .success = result else { return effects }
        return effects + loadChosenPackage()
    }

    mutating func takeGuardrails(_ result: Result<[PanelNote], GovernanceError>, token: Int) {
        if packages.guardrails.finish(result, token: token, at: now) { noteAnswer(result) }
    }

    mutating func takePackage(_ result: Result<PackageDossier?, GovernanceError>, token: Int) {
        for name in packages.engines.keys
        where packages.engines[name]?.dossier.finish(result, token: token, at: now) ?? false {
            noteAnswer(result)
        }
    }

    mutating func takePackageTrace(_ result: Result<EventPage, GovernanceError>, token: Int) {
        for name in packages.engines.keys
        where packages.engines[name]?.trace.finish(result, token: token, at: now) ?? false {
            noteAnswer(result)
        }
    }

    /// Reads the packages again where events are about one.
    mutating func notePackageEvents(_ events: [AuditEvent]) -> [Console.Effect] {
        let categories = Set([EventCategory.deploymentPackage, .rollback, .retirement].map(\.rawValue))
        guard events.contains(where: { $0.packageID != nil || categories.contains($0.category) }) else { return [] }
        return loadPackages()
    }
}
