// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Requests in their groups, and at the right what the one in focus is about.
struct RequestsView {
    let state: Console.State
    let theme: Theme

    /// Items of two rows that fit on the screen, about.
    static func visibleRows(in state: Console.State) -> Int {
        max(1, (state.contentArea.height - 2) / 2)
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let rows = state.requestRows
        guard !rows.isEmpty else { return drawEmpty(in: area, on: &canvas) }
        let focus = state.requests.list.selectedIndex(in: rows.map(\.id))
        let lines = lines(rows)
        let listArea: Rect
        if area.width >= 130 {
            let (left, right) = area.cutRight(area.width * 2 / 5)
            listArea = left
            canvas.verticalHairline(
                x: right.minX, rows: (right.minY - 1)..<right.maxY, style: theme.style(.hairline))
            drawDetail(rows[focus], in: right.inset(left: 1), on: &canvas)
        } else {
            let reasons = reasonLines(width: area.width)
            let (list, below) = area.cutBottom(min(reasons.count, area.height / 2))
            listArea = list
            canvas.draw(reasons, in: below, theme: theme)
        }
        let top = Scroll.top(of: lines, focus: focus, height: listArea.height)
        canvas.draw(lines[top...], in: listArea, focus: .active(item: focus), theme: theme)
    }

    private func lines(_ rows: [Requests.Row]) -> [Line] {
        var lines: [Line] = []
        if state.requests.filter != .all {
            lines.append(Line(Words.Requests.shown(state.requests.filter), theme.style(.noticeInfo)))
        }
        if rows.count(where: { $0.group != .closed }) >= Console.openRequestLimit {
            lines.append(Line(Words.Requests.cut(Console.openRequestLimit), theme.style(.noticeWarning)))
        }
        var group: Requests.Group?
        for (index, row) in rows.enumerated() {
            if row.group != group {
                if group != nil { lines.append(Line()) }
                group = row.group
                let count = rows.count { $0.group == row.group }
                lines.append(
                    Line(
                        StyledText(Words.Requests.group(row.group), theme.style(.title).adding(.bold)),
                        trailing: StyledText(DisplayText(count), theme.style(.textDim))))
            }
            lines += row.summary(item: index, now: state.now, theme: theme)
        }
        return lines
    }

    private func drawEmpty(in area: Rect, on canvas: inout Canvas) {
        let loaded = state.requests.loaded
        let text =
            loaded.problem.map { DisplayText("✗ \($0.message)") }
            ?? (loaded.value == nil
                ? Words.Requests.loading : state.requests.filter == .all ? Words.Requests.empty : Words.Requests.none)
        let lines = [Line(Words.Requests.title, theme.style(.title).adding(.bold)), Line()]
        canvas.draw(
            lines + text.wrapped(to: max(1, area.width - 2)).map { Line($0, theme.style(.textDim)) }, in: area,
            theme: theme)
    }

    /// What cannot be done to what is in focus, and why; the footer has what can.
    private func reasonLines(width: Int) -> [Line] {
        state.focusedGovernedBindings.flatMap { binding -> [Line] in
            guard let key = binding.keys.first, let reason = binding.offer.reason else { return [] }
            let text: DisplayText = "\(key.name) \(binding.label): \(reason)"
            return text.wrapped(to: max(1, width - 2)).map { Line($0, theme.style(.disabled)) }
        }
    }

    private func drawDetail(_ row: Requests.Row, in area: Rect, on canvas: inout Canvas) {
        let review = ReviewLines(state: state, theme: theme, width: area.width)
        var lines: [Line] = []
        switch row.subject {
        case .request(let request):
            lines.append(Line(DisplayText(request.workflowTitle), theme.style(.title).adding(.bold)))
            lines += review.lines(of: request)
        case .escalation(let escalation):
            lines.append(Line(Words.Requests.escalation, theme.style(.title).adding(.bold)))
            lines += review.lines(of: .reviewEscalation(escalation))
        }
        let reasons = reasonLines(width: area.width)
        let (top, bottom) = area.cutBottom(reasons.count)
        canvas.draw(lines, in: top, theme: theme)
        canvas.draw(reasons, in: bottom, theme: theme)
    }
}
