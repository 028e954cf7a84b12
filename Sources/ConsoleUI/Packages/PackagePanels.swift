// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The panels about the package that is looked at; the overview shows the same ones.
struct PackagePanels {
    let state: Console.State
    let theme: Theme
    /// Whether this is the packages' own screen, which has room for every particular.
    var isWhole = false

    var packages: Packages.State { state.packages }
    var dim: Style { theme.style(.textDim) }
    var strong: Style { theme.style(.textStrong) }

    func panel(_ section: Packages.Section, width: Int, detail: PanelDetail) -> Panel {
        switch section {
        case .engines: enginesPanel(width: width)
        case .summary: summaryPanel(width: width)
        case .resources: resourcesPanel(width: width, detail: detail)
        case .trace: tracePanel(width: width, detail: detail)
        case .rollback: rollbackPanel(width: width, detail: detail)
        case .retirement: retirementPanel(width: width, detail: detail)
        case .guardrails: guardrailsPanel(width: width, detail: detail)
        case .workflows: workflowsPanel(width: width, detail: detail)
        case .releases: releasesPanel(width: width, detail: detail)
        case .manifest: manifestPanel(width: width)
        }
    }

    // MARK: What is not known, or not fresh

    /// What a panel says that has nothing to show: awaiting, reading, broken, or truly empty.
    func placeholder<Value>(_ loaded: Loaded<Value>, none: DisplayText) -> [DisplayText] {
        if let problem = loaded.problem { return [Words.Packages.problem(problem.message)] }
        guard loaded.value == nil else { return [none] }
        return switch state.store {
        case .connecting: [Words.Packages.awaiting]
        case .live: [Words.Packages.loading]
        case .lost: [Words.Packages.neverRead]
        }
    }

    /// The answer with a mark where what is shown is older than it should be.
    func marked<Value>(_ answer: StyledText, _ loaded: Loaded<Value>) -> StyledText {
        guard loaded.value != nil else { return StyledText() }
        var marked = StyledText()
        if case .lost = state.store {
            marked.append("\(Words.Packages.stale)  ", theme.style(.stateStale))
        } else if loaded.problem != nil {
            marked.append("\(Words.Packages.notRefreshed)  ", theme.style(.stateStale))
        }
        marked.append(answer)
        return marked
    }

    /// Placeholder of what comes with the dossier; the list of packages comes first.
    func dossierPlaceholder(none: DisplayText) -> [DisplayText] {
        guard packages.chosen != nil else { return placeholder(packages.list, none: Words.Packages.noPackages) }
        let loaded = packages.engine.dossier
        if case .some(.none) = loaded.value, loaded.problem == nil { return [Words.Packages.gone] }
        return placeholder(loaded, none: none)
    }

    // MARK: Engines

    private func enginesPanel(width: Int) -> Panel {
        let all = packages.packages
        var panel = Panel(title: Words.Packages.engines)
        panel.answer = marked(
            StyledText(
                all.isEmpty ? "0" : Words.Packages.position(packages.chosenIndex + 1, of: all.count), dim),
            packages.list)
        panel.items = all.enumerated().map { index, package in
            let badge = Badge(package.state)
            let isChosen = index == packages.chosenIndex
            var text = StyledText(isChosen ? "▸ " : "  ", theme.style(.accent))
            text.append(
                DisplayText(package.name).styled(isChosen ? strong : dim, escapes: theme.style(.textEscaped)))
            return [
                Line(text, trailing: StyledText(Self.chip(package, badge), theme.style(badge.role)), item: index)
            ]
        }
        panel.empty = placeholder(packages.list, none: Words.Packages.noPackages)
        return panel
    }

    /// `✓ Deployment ready`
    static func chip(_ package: DeploymentPackage, _ badge: Badge) -> DisplayText {
        "\(badge.glyph) \(package.stateLabel)"
    }

    // MARK: Summary

    private func summaryPanel(width: Int) -> Panel {
        var panel = Panel(title: Words.Packages.summary, about: Words.Packages.summaryAbout)
        panel.empty = placeholder(packages.list, none: Words.Packages.noPackages)
        // The dossier is the newer one of the two once it is there.
        guard let listed = packages.chosen else { return panel }
        let package = packages.dossier?.package ?? listed
        let badge = Badge(package.state)
        panel.answer = marked(
            StyledText(Self.chip(package, badge), theme.style(badge.role).adding(.bold)), packages.list)
        let position = Words.Packages.position(packages.chosenIndex + 1, of: packages.packages.count)
        panel.items = [
            SummaryLines(package: package, position: position, theme: theme, isWhole: isWhole).lines(width: width)
        ]
        return panel
    }

    // MARK: Bound Resources

    private func resourcesPanel(width: Int, detail: PanelDetail) -> Panel {
        var panel = Panel(title: Words.Packages.resources, about: Words.Packages.resourcesAbout)
        panel.empty = dossierPlaceholder(none: Words.Packages.noResources)
        guard let dossier = packages.dossier else { return panel }
        panel.answer = marked(StyledText(DisplayText(dossier.package.name), dim), packages.engine.dossier)
        panel.items = dossier.resources.enumerated().map { index, resource in
            NoteLines(words: resource.words, theme: theme, evidence: isWhole ? evidence(of: resource, in: dossier) : [])
                .lines(number: index + 1, item: index, width: width, detail: detail)
        }
        return panel
    }

    /// What exactly is bound, and of the credentials what may be shown.
    private func evidence(of resource: PackageResource, in dossier: PackageDossier) -> [DisplayText] {
        guard resource.kind == "api-service-pool" else { return [Words.Packages.boundTo(resource.name)] }
        let services = dossier.attachments.filter { $0.kind == "api-service" }
        guard !services.isEmpty else { return [Words.Packages.boundTo(resource.name)] }
        return services.map { service in
            service.maskedCredential.map { Words.Packages.credential(service.name, $0) }
                ?? Words.Packages.boundTo(service.name)
        }
    }

    // MARK: Package Audit Trace

    private func tracePanel(width: Int, detail: PanelDetail) -> Panel {
        var panel = Panel(title: Words.Packages.trace, about: Words.Packages.traceAbout)
        let loaded = packages.engine.trace
        panel.empty =
            packages.chosen == nil
            ? placeholder(packages.list, none: Words.Packages.noPackages)
            : placeholder(loaded, none: Words.Packages.noTrace)
        guard let page = loaded.value else { return panel }
        let count = page.events.count
        panel.answer = marked(
            StyledText(page.reachedEnd ? Words.Overview.events(count) : Words.Overview.newest(count), dim), loaded)
        panel.items = page.events.enumerated().map { index, event in
            EventLines(event: event, now: state.now, theme: theme)
                .lines(number: index + 1, item: index, width: width, detail: detail)
        }
        return panel
    }
}
