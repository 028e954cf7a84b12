// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The catalog, and beside or below it what the workflow in focus demands.
struct WorkflowsView {
    let state: Console.State
    let theme: Theme

    func draw(in area: Rect, on canvas: inout Canvas) {
        let workflows = state.workflows.workflows
        let dim = theme.style(.textDim)
        var panel = Panel(title: Words.Overview.catalog, about: Words.Overview.catalogAbout)
        if state.workflows.catalog.value != nil {
            panel.answer = StyledText(Words.Overview.workflows(workflows.count), dim)
        }
        panel.items = workflows.enumerated().map { index, workflow in
            WorkflowLines(workflow: workflow, offer: state.rules.offer(.open(workflow)), theme: theme)
                .summary(item: index, width: min(area.width, 79))
        }
        let catalog = state.workflows.catalog
        panel.empty = [
            catalog.problem.map { DisplayText($0.message) }
                ?? (catalog.value == nil ? Words.Workflows.loading : Words.Workflows.empty)
        ]
        let focus = state.workflows.list.selectedIndex(in: workflows.map(\.key))
        let wanted = panel.lines(width: area.width, isActive: true, theme: theme).count
        if area.width >= 120 {
            let (left, right) = area.cutRight(area.width * 2 / 5)
            panel.draw(in: left, focus: focus, isActive: true, theme: theme, on: &canvas)
            canvas.verticalHairline(
                x: right.minX, rows: (right.minY - 1)..<right.maxY, style: theme.style(.hairline))
            drawDemands(in: right.inset(left: 1), on: &canvas)
        } else {
            let (top, bottom) = area.cutTop(min(wanted, max(6, area.height * 2 / 3)))
            panel.draw(in: top, focus: focus, isActive: true, theme: theme, on: &canvas)
            guard bottom.height > 2 else { return }
            canvas.horizontalHairline(y: bottom.minY, columns: bottom.columns, style: theme.style(.hairline))
            drawDemands(in: bottom.inset(top: 1), on: &canvas)
        }
    }

    private func drawDemands(in area: Rect, on canvas: inout Canvas) {
        guard let workflow = state.workflows.selected else { return }
        let dim = theme.style(.textDim)
        let room = max(1, area.width - 2)
        var lines = [Line(DisplayText(workflow.title), theme.style(.title).adding(.bold))]
        lines += DisplayText(workflow.description).wrapped(to: room).map { Line($0, theme.style(.text)) }
        let offer = state.rules.offer(.open(workflow))
        if let reason = offer.reason {
            lines += DisplayText("✗ \(reason)").wrapped(to: room).map { Line($0, theme.style(.chipWarning)) }
        } else {
            lines.append(Line("✓ \(Words.Keys.open): ↵", theme.style(.outcomeSucceeded)))
        }
        lines.append(Line(Words.Workflows.requiredRole(workflow.requiredRole), dim))
        lines.append(Line(DisplayText(workflow.condition), dim))
        for slot in workflow.slots {
            lines += Words.Workflows.slot(slot).wrapped(to: max(1, room - 2)).enumerated().map { index, part in
                Line(index == 0 ? "• \(part)" : "  \(part)", dim)
            }
        }
        if state.workflows.drafts[workflow.key] != nil {
            lines.append(Line(Words.Form.draftKept, theme.style(.noticeInfo)))
        }
        canvas.draw(lines, in: area, theme: theme)
    }
}
