// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

extension OverviewView {
    func panel(_ id: ConsoleUI.Overview.Panel, width: Int, detail: PanelDetail) -> Panel {
        if let section = id.section { return packagePanels.panel(section, width: width, detail: detail) }
        return switch id {
        case .timeline: timelinePanel(width: width, detail: detail)
        case .coverage: coveragePanel(width: width)
        case .waiting: waitingPanel(width: width)
        case .sessions: sessionsPanel(width: width)
        default: catalogPanel(width: width, detail: detail)
        }
    }

    private var packagePanels: PackagePanels { PackagePanels(state: state, theme: theme) }

    private var dim: Style { theme.style(.textDim) }

    // MARK: Audit Timeline

    private func timelinePanel(width: Int, detail: PanelDetail) -> Panel {
        let events = state.overviewEvents
        var panel = Panel(title: Words.Overview.timeline, about: Words.Overview.timelineAbout)
        if let page = state.overview.latest.value {
            // A page that is cut off says so: the count is of what was read, not of the trail.
            let isAll = page.reachedEnd && page.events.count < ConsoleUI.Overview.eventLimit
            let count = page.events.count
            panel.answer = packagePanels.marked(
                StyledText(isAll ? Words.Overview.events(count) : Words.Overview.newest(count), dim),
                state.overview.latest)
        }
        panel.items = events.enumerated().map { index, event in
            EventLines(event: event, now: state.now, theme: theme)
                .lines(number: index + 1, item: index, width: width, detail: detail)
        }
        panel.empty = [emptyTimeline]
        return panel
    }

    private var emptyTimeline: DisplayText {
        if let problem = state.overview.latest.problem { return DisplayText(problem.message) }
        return state.overview.latest.value == nil ? Words.Timeline.loading : Words.Timeline.empty
    }

    // MARK: Source Coverage

    private func coveragePanel(width: Int) -> Panel {
        let sources = state.sources
        var panel = Panel(title: Words.Overview.coverage, about: Words.Overview.coverageAbout)
        let badge = Badge(sources.overall)
        let answer: DisplayText = sources.coverage.map { "\(badge.glyph) \(Words.Sources.live($0))" } ?? badge.text
        panel.answer = StyledText(answer, theme.style(badge.role))
        panel.items = sources.definitions.enumerated().map { index, definition in
            SourceLines(definition: definition, status: sources.statuses[definition.name], theme: theme)
                .summary(item: index, width: width)
        }
        return panel
    }

    // MARK: Waiting for you, sessions

    private func waitingPanel(width: Int) -> Panel {
        let rows = state.waitingRows
        var panel = Panel(title: Words.Overview.waiting)
        panel.answer = count(rows, theme.style(.requestWaiting).adding(.bold))
        panel.items = rows.enumerated().map { index, row in
            row.summary(item: index, now: state.now, theme: theme)
        }
        panel.empty = [requestsEmpty(Words.Overview.nothingWaits)]
        return panel
    }

    private func sessionsPanel(width: Int) -> Panel {
        let rows = state.sessionRows
        var panel = Panel(title: Words.Overview.sessions)
        panel.answer = count(rows, theme.style(.severityHigh).adding(.bold))
        panel.items = rows.enumerated().map { index, row in
            row.request.map { RequestLines(request: $0, now: state.now, theme: theme).session(item: index) } ?? []
        }
        panel.empty = [requestsEmpty(Words.Overview.noSessions)]
        return panel
    }

    /// How many there are; nothing before that is known.
    private func count(_ rows: [Requests.Row], _ style: Style) -> StyledText {
        guard state.requests.loaded.value != nil else { return StyledText() }
        return packagePanels.marked(
            StyledText(DisplayText(rows.count), rows.isEmpty ? dim : style), state.requests.loaded)
    }

    private func requestsEmpty(_ none: DisplayText) -> DisplayText {
        if let problem = state.requests.loaded.problem { return DisplayText(problem.message) }
        return state.requests.loaded.value == nil ? Words.Requests.loading : none
    }

    // MARK: Privileged Workflow Catalog

    private func catalogPanel(width: Int, detail: PanelDetail) -> Panel {
        let workflows = state.workflows.workflows
        var panel = Panel(title: Words.Overview.catalog, about: Words.Overview.catalogAbout)
        if state.workflows.catalog.value != nil {
            panel.answer = packagePanels.marked(
                StyledText(Words.Overview.workflows(workflows.count), dim), state.workflows.catalog)
        }
        panel.items = workflows.enumerated().map { index, workflow in
            WorkflowLines(workflow: workflow, offer: state.rules.offer(.open(workflow)), theme: theme)
                .lines(item: index, width: width, detail: detail)
        }
        let catalog = state.workflows.catalog
        panel.empty = [
            catalog.problem.map { DisplayText($0.message) }
                ?? (catalog.value == nil ? Words.Workflows.loading : Words.Workflows.empty)
        ]
        return panel
    }
}
