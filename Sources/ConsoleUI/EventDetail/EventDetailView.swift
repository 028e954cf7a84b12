// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// One event over the whole screen, scrolled.
struct EventDetailView {
    let state: Console.State
    let detail: EventDetail.State
    let theme: Theme

    func draw(on canvas: inout Canvas) {
        let area = state.contentArea
        canvas.fill(area, style: theme.style(.surface))
        HeaderView(state: state, theme: theme).drawRule(on: &canvas)
        let lines = Self.lines(of: detail, in: state, width: area.width, theme: theme)
        let page = Self.page(in: state)
        let top = min(detail.scroll, max(0, lines.count - page))
        canvas.draw(lines[top...].prefix(page), in: area, theme: theme)
        canvas.cursor = Point(x: area.x, y: area.y)
        let below = lines.count - top - page
        guard below > 0 else { return }
        let foot = area.cutBottom(1).bottom
        canvas.draw([Line(Words.Overview.more(below), theme.style(.textDim))], in: foot, theme: theme)
    }

    /// Rows for the fields; the last one says how many are left.
    static func page(in state: Console.State) -> Int { max(1, state.contentArea.height - 1) }

    static func lines(
        of detail: EventDetail.State, in state: Console.State, width: Int, theme: Theme = .fallback
    ) -> [Line] {
        if let event = detail.event {
            return EventFields(event: event, now: state.now, theme: theme).lines(width: min(width, 120))
        }
        let style = theme.style(.textDim)
        if let problem = detail.problem {
            return DisplayText("✗ \(problem.message)").wrapped(to: max(1, width - 2)).map { Line($0, style) }
        }
        return [Line(detail.isMissing ? Words.Event.missing(detail.id) : Words.Event.loading, style)]
    }
}
