// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The catalog with the leases below it, and beside or below them what the one in focus demands.
struct WorkflowsView {
    let state: Console.State
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let focus = state.workflows.list.selectedIndex(in: state.workflows.ids)
        if area.width >= 120 {
            // As wide as the longest title with its whole condition.
            let (left, right) = area.cutRight(max(38, min(area.width * 2 / 5, area.width - 82)))
            drawList(in: left, focus: focus, on: &canvas)
            canvas.verticalHairline(
                x: right.minX, rows: (right.minY - 1)..<right.maxY, style: theme.style(.hairline))
            canvas.draw(demands(width: right.width - 1), in: right.inset(left: 1), theme: theme)
        } else {
            let lines = demands(width: area.width)
            let (top, bottom) = area.cutBottom(min(lines.count + 1, max(6, area.height / 2)))
            drawList(in: top, focus: focus, on: &canvas)
            canvas.horizontalHairline(y: bottom.minY, columns: bottom.columns, style: theme.style(.hairline))
            canvas.draw(lines, in: bottom.inset(top: 1), theme: theme)
        }
    }

    private func drawList(in area: Rect, focus: Int, on canvas: inout Canvas) {
        let lines = lines(width: area.width)
        let top = Scroll.top(of: lines, focus: focus, height: area.height)
        canvas.draw(lines[top...], in: area, focus: .active(item: focus), theme: theme)
    }

    private func lines(width: Int) -> [Line] {
        let workflows = state.workflows.workflows
        let catalog = state.workflows.catalog
        var panel = Panel(title: Words.Overview.catalog, about: Words.Overview.catalogAbout)
        if catalog.value != nil {
            panel.answer = StyledText(Words.Overview.workflows(workflows.count), dim)
        }
        panel.items = workflows.enumerated().map { index, workflow in
            WorkflowLines(workflow: workflow, offer: state.rules.offer(.open(workflow)), theme: theme)
                .summary(item: index, width: min(width, 79), room: width)
        }
        panel.empty = [
            catalog.problem.map { DisplayText($0.message) }
                ?? (catalog.value == nil ? Words.Workflows.loading : Words.Workflows.empty)
        ]
        return panel.lines(width: width, isActive: true, theme: theme)
            + leaseLines(after: workflows.count, width: width)
    }

    private func leaseLines(after count: Int, width: Int) -> [Line] {
        let leases = state.workflows.leases
        guard !leases.isEmpty else { return [] }
        var panel = Panel(title: Words.Leases.title, about: Words.Leases.about)
        panel.answer = StyledText(Words.Leases.count(leases.count), dim)
        panel.items = leases.enumerated().map { index, lease in
            LeaseLines(
                lease: lease, escalations: state.workflows.escalations(of: lease), now: state.now, theme: theme
            ).summary(item: count + index)
        }
        return [Line()] + panel.lines(width: width, isActive: false, theme: theme)
    }

    // MARK: What the one in focus demands

    private func demands(width: Int) -> [Line] {
        if let lease = state.workflows.selectedLease { return demands(of: lease, room: max(1, width - 2)) }
        guard let workflow = state.workflows.selected else { return [] }
        return demands(of: workflow, room: max(1, width - 2))
    }

    private func demands(of workflow: Workflow, room: Int) -> [Line] {
        var lines = [Line(DisplayText(workflow.title), theme.style(.title).adding(.bold))]
        lines += DisplayText(workflow.description).wrapped(to: room).map { Line($0, theme.style(.text)) }
        lines += offer(state.rules.offer(.open(workflow)), key: "↵ \(Words.Keys.open)", room: room)
        lines.append(Line(Words.Workflows.requiredRole(workflow.requiredRole), dim))
        lines.append(Line(DisplayText(workflow.condition), dim))
        lines.append(Line("\(Words.Workflows.opener): \(workflow.openerRole.title)", dim))
        for slot in workflow.slots {
            lines += wrapped("\(Words.Workflows.signers): \(Words.Workflows.slot(slot))", to: room, dim)
        }
        let mine = myPart(in: workflow)
        lines += wrapped("\(Words.Workflows.youMay): \(mine)", to: room, theme.style(.text))
        if state.workflows.drafts[workflow.key] != nil {
            lines.append(Line(Words.Form.draftKept, theme.style(.noticeInfo)))
        }
        return lines
    }

    /// What this person can do in a workflow, by their roles.
    private func myPart(in workflow: Workflow) -> DisplayText {
        let roles = state.identity.value?.person.roles ?? []
        var parts: [DisplayText] = []
        if state.rules.offer(.open(workflow)).isAvailable { parts.append("open") }
        let signs = workflow.slots.filter { roles.contains($0.role) }.map { DisplayText($0.name) }
        if !signs.isEmpty, state.rules.canAct { parts.append(Words.Workflows.signAs(signs)) }
        let isExecuted = workflow.slots.contains(where: \.acceptsRequester)
        if isExecuted, roles.contains(.operator), state.rules.canAct { parts.append("execute") }
        return parts.isEmpty ? Words.Workflows.nothing : parts.joined(separator: ", ")
    }

    private func demands(of lease: WorkerLease, room: Int) -> [Line] {
        var lines = [
            Line(
                DisplayText(lease.name).styled(
                    theme.style(.title).adding(.bold), escapes: theme.style(.textEscaped)))
        ]
        lines.append(Line("\(lease.leaseClass)\(lease.tenant.map { " · \($0)" } ?? "")", theme.style(.text)))
        lines.append(Line(Words.Leases.cap(lease), theme.style(.text)))
        lines.append(Line(Words.Leases.lock(lease, now: state.now), theme.style(.text)))
        if let escalation = lease.escalation {
            lines += DisplayText(escalation.reason).wrapped(to: room).map { Line($0, dim) }
        }
        if lease.isFlagged { lines.append(Line(Words.Leases.flagged, theme.style(.severityHigh))) }
        for duty in state.workflows.escalations(of: lease) {
            lines += Words.Leases.escalation(duty, now: state.now).wrapped(to: room).map { Line($0, dim) }
        }
        for package in lease.packages { lines.append(Line("• \(package)", dim)) }
        lines.append(Line())
        for binding in state.leaseBindings(lease) where binding.isHint {
            guard let key = binding.keys.first else { continue }
            lines += offer(binding.offer, key: "\(key.name) \(binding.label)", room: room)
        }
        return lines
    }

    private func offer(_ offer: Offer, key: DisplayText, room: Int) -> [Line] {
        guard let reason = offer.reason else { return [Line("✓ \(key)", theme.style(.outcomeSucceeded))] }
        return wrapped("✗ \(key): \(reason)", to: room, theme.style(.chipWarning))
    }

    private func wrapped(_ text: DisplayText, to room: Int, _ style: Style) -> [Line] {
        text.wrapped(to: room).map { Line($0, style) }
    }
}
