// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Choosing an engine, moving among its panels, and going into what is in focus.
extension Console.State {
    // MARK: The engine

    /// Looks at the next engine, or the one before; the panels of the overview follow.
    mutating func chooseEngine(by delta: Int) -> [Console.Effect] {
        let count = packages.packages.count
        guard count > 1 else { return [] }
        return chooseEngine(at: (packages.chosenIndex + delta + count) % count)
    }

    mutating func chooseEngine(at index: Int) -> [Console.Effect] {
        guard packages.packages.indices.contains(index), index != packages.chosenIndex else { return [] }
        packages.choice = packages.packages[index].name
        packages.rows = [:]
        packages.traceEventID = nil
        if packageRowCount(of: packages.section) == 0 { packages.section = .summary }
        for panel in Overview.Panel.allCases where panel.section != nil { overview.rows[panel] = 0 }
        return loadChosenPackage()
    }

    // MARK: Rows

    func packageRowCount(of section: Packages.Section) -> Int {
        let dossier = packages.dossier
        return switch section {
        case .engines: packages.packages.count
        case .summary: packages.chosen == nil ? 0 : 1
        case .resources: dossier?.resources.count ?? 0
        case .trace: packages.trace.count
        case .rollback: dossier?.rollbackPlan.count ?? 0
        case .retirement: dossier?.retirementControls.count ?? 0
        case .guardrails: packages.guardrails.value?.count ?? 0
        case .workflows: packageSteps.count
        case .releases: dossier?.releases.count ?? 0
        case .manifest: 0
        }
    }

    func packageRow(of section: Packages.Section) -> Int {
        switch section {
        case .engines: return packages.chosenIndex
        case .trace: return packages.traceEventID.flatMap { id in packages.trace.firstIndex { $0.id == id } } ?? 0
        default: return min(packages.rows[section] ?? 0, max(0, packageRowCount(of: section) - 1))
        }
    }

    /// The event of the trace that is in focus.
    var packageEvent: AuditEvent? {
        guard packages.section == .trace, !packages.trace.isEmpty else { return nil }
        return packages.trace[packageRow(of: .trace)]
    }

    /// What is offered on the package and in focus.
    var packageStep: PackageStep? {
        guard packages.section == .workflows, !packageSteps.isEmpty else { return nil }
        return packageSteps[packageRow(of: .workflows)]
    }

    // MARK: Moving

    mutating func movePackages(_ command: Console.Command) -> [Console.Effect] {
        let section = packages.section
        let row = packageRow(of: section)
        let count = packageRowCount(of: section)
        if command == .down, row >= count - 1 { return moveSection(by: 1, wraps: false) }
        if command == .up, row == 0 {
            _ = moveSection(by: -1, wraps: false)
            guard packages.section != section, packages.section != .engines else { return [] }
            return focusPackages(row: packageRowCount(of: packages.section) - 1)
        }
        return focusPackages(row: moved(row, command, count: count, page: 5))
    }

    @discardableResult
    mutating func moveSection(by delta: Int, wraps: Bool = true) -> [Console.Effect] {
        let order = PackagesView.order(in: self)
        guard var index = order.firstIndex(of: packages.section) else { return [] }
        for _ in order {
            index += delta
            if wraps { index = (index + order.count) % order.count }
            guard order.indices.contains(index) else { return [] }
            guard packageRowCount(of: order[index]) > 0 else { continue }
            packages.section = order[index]
            // Coming to the engines must not choose another one.
            return order[index] == .engines ? [] : focusPackages(row: 0)
        }
        return []
    }

    mutating func focusPackages(row: Int) -> [Console.Effect] {
        switch packages.section {
        case .engines: return chooseEngine(at: row)
        case .trace:
            let events = packages.trace
            packages.traceEventID = row == 0 || !events.indices.contains(row) ? nil : events[row].id
        default: packages.rows[packages.section] = max(0, row)
        }
        return []
    }

    mutating func enterPackages() -> [Console.Effect] {
        switch packages.section {
        case .trace: return packageEvent.map { showEvent(id: $0.id) } ?? []
        case .workflows:
            guard let step = packageStep else { return [] }
            return run(step.binding)
        case .summary:
            guard let id = packages.chosen?.approval?.requestID else { return [] }
            return showRequest(id: id)
        case .engines, .resources, .rollback, .retirement, .guardrails, .releases, .manifest: return []
        }
    }

    /// Opens the form of a workflow with the package that is looked at already in it; an approval that is under way is
    /// shown instead.
    mutating func openPackageWorkflow(_ key: String) -> [Console.Effect] {
        if key == Workflow.deploymentKey, let open = packages.chosen.flatMap({ openApproval(of: $0) }) {
            return showRequest(id: open.id)
        }
        return openForm(key, prefilling: packages.chosen.map { ["package": $0.name] } ?? [:])
    }

    /// The event in focus, else what the package's manifest hashes to.
    func copyFromPackages() -> [Console.Effect] {
        (packageEvent?.id ?? packages.dossier?.package.manifestSHA256).map { [.copy($0)] } ?? []
    }
}
