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
        markRelated(in: area, page: page, scrolled: top, on: &canvas)
        canvas.cursor = Point(x: area.x, y: area.y)
        let below = lines.count - top - page
        guard below > 0 else { return }
        let foot = area.cutBottom(1).bottom
        canvas.draw([Line(Words.Overview.more(below), theme.style(.textDim))], in: foot, theme: theme)
    }

    private func markRelated(in area: Rect, page: Int, scrolled top: Int, on canvas: inout Canvas) {
        guard let event = detail.event else { return }
        let width = Self.lineWidth(area.width)
        let head = EventFields(event: event, now: state.now, theme: theme).head(width: width).count + 1
        for place in Self.related(of: detail, in: state, theme: theme).places(width: width - 2) {
            let row = head + place.line - top
            guard (0..<page).contains(row) else { continue }
            let rect = Rect(x: area.x + 1 + place.column, y: area.y + row, width: place.width, height: 1)
            canvas.mark(rect.intersection(area), as: Click.relation, place.number)
        }
    }

    /// Rows for the fields; the last one says how many are left.
    static func page(in state: Console.State) -> Int { max(1, state.contentArea.height - 1) }

    /// Lines that are much longer are not read.
    private static func lineWidth(_ width: Int) -> Int { max(22, min(width, 120)) }

    private static func related(of detail: EventDetail.State, in state: Console.State, theme: Theme) -> RelatedLines {
        RelatedLines(detail: detail, isLive: state.isLive, theme: theme)
    }

    static func lines(
        of detail: EventDetail.State, in state: Console.State, width: Int, theme: Theme = .fallback
    ) -> [Line] {
        if let event = detail.event {
            let fields = EventFields(event: event, now: state.now, theme: theme)
            let width = lineWidth(width)
            let related = related(of: detail, in: state, theme: theme).lines(width: width - 2)
            return fields.head(width: width) + (related.isEmpty ? [] : [Line()] + related) + fields.body(width: width)
        }
        let style = theme.style(.textDim)
        if let problem = detail.problem {
            return DisplayText("✗ \(problem.message)").wrapped(to: max(1, width - 2)).map { Line($0, style) }
        }
        return [Line(detail.isMissing ? Words.Event.missing(detail.id) : Words.Event.loading, style)]
    }
}
