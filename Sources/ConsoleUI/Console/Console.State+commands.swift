// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// What commands do, wherever they come from: a key, the help, or the `:` line.
extension Console.State {
    mutating func run(_ command: Console.Command) -> [Console.Effect] {
        switch command {
        case .show(let tab): return show(tab)
        case .back: return goBack()
        case .help:
            dialogs.append(.help(Help.State()))
            return []
        case .commandLine:
            dialogs.append(.commandLine(CommandLine.State()))
            return []
        case .refresh:
            inform(Words.Notices.refreshing)
            return refreshAll()
        case .togglePause: return togglePause()
        case .quit: return quit()
        case .suspend: return [.suspend]
        case .redraw: return [.redraw]
        case .up, .down, .pageUp, .pageDown, .first, .last: return move(command)
        case .nextPanel: return changePanel(by: 1)
        case .previousPanel: return changePanel(by: -1)
        case .enter: return enter()
        case .editFilter: return editFilter()
        case .applyFilter(let text): return show(.timeline) + apply(filterText: text)
        case .toggleFollow: return toggleFollow()
        case .copyID: return copyID()
        case .openWorkflow(let key): return openWorkflow(key)
        case .govern(let kind):
            guard let request = focusedRequest else { return [] }
            return review(request, kind)
        case .showEvent(let id): return showEvent(id: id)
        case .showRequest(let id): return showRequest(id: id)
        case .useTheme(let name): return [.useTheme(name)]
        case .jump(let jump): return self.jump(jump)
        case .goTo(let text): return goTo(time: text)
        case .toggleMark: return toggleMark()
        case .markRange: markRange()
        case .markAll: markAll()
        case .clearMarks: clearMarks()
        case .copyMarks(let form): return copyMarks(form)
        case .copyField(let name): return copyField(name)
        case .toggleZone: return toggleZone()
        case .toggleActivity: return toggleActivity()
        case .zoomActivity(let delta): return zoomActivity(by: delta)
        case .showRelated(let relation): return showRelated(relation)
        case .showInContext: return showInContext()
        case .export(let path, let overwrites): return export(to: path, overwrites: overwrites)
        case .listFilters: return listFilters()
        case .toggleTerm: return toggleTerm()
        case .saveFilter(let name): return saveFilter(named: name)
        case .useFilter(let name): return useFilter(named: name)
        case .deleteFilter(let name): return deleteFilter(named: name)
        case .forward: goForward()
        case .toggleMouse: return toggleMouse()
        case .keepTheme: return keepTheme()
        case .nextSection: return changeSection(by: 1)
        case .previousSection: return changeSection(by: -1)
        case .openForm(let key, let values): return openForm(key, prefilling: values)
        case .openDraft(let package): return openDraft(of: package)
        case .begin(let step): return begin(step)
        case .nextRequestFilter: showNextRequests()
        case .nextEngine: return chooseEngine(by: 1)
        case .previousEngine: return chooseEngine(by: -1)
        case .openPackageWorkflow(let key): return openPackageWorkflow(key)
        }
        return []
    }

    // MARK: Going places

    mutating func switchTab(to tab: Console.Tab) {
        guard tab != self.tab else { return }
        leave(for: tab)
    }

    private mutating func show(_ tab: Console.Tab) -> [Console.Effect] {
        switchTab(to: tab)
        return tab == .settings ? loadSettings() : []
    }

    private mutating func changePanel(by delta: Int) -> [Console.Effect] {
        if tab == .settings { return changeSection(by: delta) }
        if tab == .packages { return moveSection(by: delta) }
        movePanel(by: delta)
        return []
    }

    private mutating func goBack() -> [Console.Effect] {
        if let effects = stopExport() { return effects }
        if tab == .timeline, let effects = stopTimelineQuery() { return effects }
        if let effects = abandonPreview() { return effects }
        if tab == .timeline, timeline.marks.anchor != nil {
            timeline.marks.anchor = nil
            return []
        }
        if tab == .timeline, let effects = returnToPlace() { return effects }
        if tab == .timeline, !timeline.filter.isEmpty || !timeline.termsOff.isEmpty { return apply(filterText: "") }
        goBackward()
        return []
    }

    private mutating func togglePause() -> [Console.Effect] {
        refresh.isPaused.toggle()
        inform(refresh.isPaused ? Words.Notices.paused : Words.Notices.resumed)
        if refresh.isPaused { return [] }
        return refresh.isDue(at: now) ? refreshAll() : []
    }

    private mutating func editFilter() -> [Console.Effect] {
        switchTab(to: .timeline)
        timeline.prompt = Timeline.FilterPrompt(editor: LineEditor(timeline.filterText))
        return []
    }

    // MARK: Acting on what is in focus

    private mutating func enter() -> [Console.Effect] {
        switch tab {
        case .overview: return enterOverview()
        case .timeline:
            guard let event = timeline.selected else { return [] }
            timeline.reader.pin(in: timeline.window.ids, height: timelineHeight)
            return showEvent(id: event.id)
        case .sources: return []
        case .packages: return enterPackages()
        case .workflows: return enterWorkflows()
        case .requests:
            return focusedRow.map { open($0) } ?? []
        case .settings: return enterSettings()
        }
    }

    mutating func openWorkflow(_ key: String?) -> [Console.Effect] {
        guard let key else {
            let workflow = tab == .overview ? overviewWorkflow : workflows.selected
            return workflow.map { openForm($0) } ?? []
        }
        guard let workflow = workflows.all.first(where: { $0.key == key }) else {
            inform(Words.Notices.noSuchWorkflow(key), .warning)
            return []
        }
        switchTab(to: .workflows)
        return openForm(workflow)
    }

    /// The request that `s`, `x`, `w` and `c` are about.
    var focusedRequest: GovernanceRequest? { focusedRow?.request }

    /// The request or escalation in focus.
    var focusedRow: Requests.Row? {
        switch tab {
        case .requests:
            let rows = requestRows
            guard !rows.isEmpty else { return nil }
            return rows[requests.list.selectedIndex(in: rows.map(\.id))]
        case .overview: return overviewRequestRow
        case .timeline, .sources, .packages, .workflows, .settings: return nil
        }
    }

    /// Shows a request for reading, or what there is to say of an escalation before it is reviewed.
    mutating func open(_ row: Requests.Row) -> [Console.Effect] {
        switch row.subject {
        case .request(let request): review(request, nil)
        case .escalation(let escalation): begin(.reviewEscalation(escalation))
        }
    }

    private mutating func copyID() -> [Console.Effect] {
        switch tab {
        case .timeline: return timeline.selected.map { [.copy($0.id)] } ?? []
        case .requests: return focusedRow.map { [.copy($0.id)] } ?? []
        case .overview: return (overviewEvent?.id ?? overviewRequestRow?.id).map { [.copy($0)] } ?? []
        case .sources:
            let definitions = sources.definitions
            return definitions.indices.contains(sources.selection) ? [.copy(definitions[sources.selection].url)] : []
        case .workflows: return [.copy(workflows.selected?.key ?? workflows.selectedLease?.name ?? "")]
        case .packages: return copyFromPackages()
        case .settings: return settingsCopy.map { [.copy($0)] } ?? []
        }
    }

    // MARK: Moving

    private mutating func move(_ command: Console.Command) -> [Console.Effect] {
        switch tab {
        case .timeline: return moveTimeline(command)
        case .overview: moveOverview(command)
        case .packages: return movePackages(command)
        case .sources:
            sources.selection = moved(sources.selection, command, count: sources.definitions.count, page: 5)
        case .workflows:
            let keys = workflows.ids
            let index = moved(workflows.list.selectedIndex(in: keys), command, count: keys.count, page: 5)
            workflows.list.select(index: index, in: keys, height: max(1, keys.count))
        case .requests:
            requests.wanted = nil
            let ids = requestRows.map(\.id)
            let index = moved(requests.list.selectedIndex(in: ids), command, count: ids.count, page: requestsHeight)
            requests.list.select(index: index, in: ids, height: requestsHeight)
        case .settings: return moveSettings(command)
        }
        return []
    }

    func moved(_ index: Int, _ command: Console.Command, count: Int, page: Int) -> Int {
        let wanted =
            switch command {
            case .up: index - 1
            case .down: index + 1
            case .pageUp: index - max(1, page - 1)
            case .pageDown: index + max(1, page - 1)
            case .first: 0
            case .last: count - 1
            default: index
            }
        return min(max(0, wanted), max(0, count - 1))
    }

    var requestsHeight: Int { RequestsView.visibleRows(in: self) }
}
