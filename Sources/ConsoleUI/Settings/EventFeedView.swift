// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The recent history of one restricted stream; on wide terminals with every field of the event in focus.
struct EventFeedView {
    let state: Console.State
    let section: Settings.Section
    let stream: EventStream
    let theme: Theme

    private var feed: EventFeed.State { state.settings.feed(stream) }
    private var dim: Style { theme.style(.textDim) }

    /// Where the feed's parts stand; shared by the view and by moving.
    struct Layout {
        let heading: Rect
        let list: Rect
        let status: Rect
        /// What the feed does not claim.
        let limits: Rect
        let detail: Rect

        init(section: Settings.Section, area: Rect) {
            var area = area
            if area.width >= 130 {
                (area, detail) = area.cutRight(min(76, area.width * 36 / 100))
            } else {
                detail = Rect(x: area.maxX, y: area.minY, width: 0, height: 0)
            }
            let room = max(1, area.width - 2)
            let about = Words.Feed.about(section).wrapped(to: room).count
            let limit = Words.Feed.limits(section).map { $0.wrapped(to: room).count } ?? 0
            (heading, area) = area.cutTop(1 + about)
            (area, limits) = area.cutBottom(min(limit, max(0, area.height - 4)))
            (list, status) = area.cutBottom(1)
        }
    }

    /// Events that fit on the screen.
    static func visibleEvents(in state: Console.State) -> Int {
        let body = SettingsView.parts(of: state.contentArea).body
        let layout = Layout(section: state.settings.section, area: body)
        return max(1, layout.list.height / 2)
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let layout = Layout(section: section, area: area)
        drawHeading(in: layout.heading, on: &canvas)
        drawList(in: layout.list, on: &canvas)
        drawStatus(in: layout.status, on: &canvas)
        if let limits = Words.Feed.limits(section) {
            let lines = LabelledLines(theme: theme, width: layout.limits.width).paragraph(limits)
            canvas.draw(lines, in: layout.limits, theme: theme)
        }
        if !layout.detail.isEmpty { drawDetail(in: layout.detail, on: &canvas) }
    }

    private func drawHeading(in area: Rect, on canvas: inout Canvas) {
        var answer = StyledText()
        if feed.loadedAt != nil {
            answer = StyledText(
                Words.Feed.shown(feed.window.events.count, hasOlder: feed.window.hasOlder || feed.window.hasNewer), dim)
        }
        var lines = [
            Line(StyledText(Words.Feed.title(section), theme.style(.title).adding(.bold)), trailing: answer)
        ]
        lines += LabelledLines(theme: theme, width: area.width).paragraph(Words.Feed.about(section))
        canvas.draw(lines, in: area, theme: theme)
    }

    private func drawList(in area: Rect, on canvas: inout Canvas) {
        let events = feed.window.events
        guard !events.isEmpty else {
            canvas.cursor = area.origin
            let words: [Line]
            let rows = LabelledLines(theme: theme, width: area.width)
            if let problem = feed.problem {
                words = rows.paragraph("✗ \(problem.message)", .noticeError) + rows.paragraph(Words.Feed.retry)
            } else {
                words = rows.paragraph(feed.loadedAt == nil ? Words.Feed.reading : Words.Feed.empty(section))
            }
            return canvas.draw(words, in: area.inset(top: area.height > 3 ? 1 : 0), theme: theme)
        }
        let ids = feed.window.ids
        let visible = max(1, area.height / 2)
        let top = feed.list.topIndex(in: ids, height: visible)
        let focus = feed.list.selectedIndex(in: ids)
        let lines = events[top..<min(events.count, top + visible)].enumerated().flatMap { offset, event in
            FeedLines(event: event, now: state.now, theme: theme).lines(item: top + offset, width: area.width)
        }
        let hasKeyboard = state.dialogs.isEmpty
        canvas.draw(
            lines, in: area, focus: hasKeyboard ? .active(item: focus) : .inactive(item: focus), theme: theme)
    }

    private func drawStatus(in row: Rect, on canvas: inout Canvas) {
        guard !feed.window.isEmpty else { return }
        let ids = feed.window.ids
        let isAtBottom =
            feed.list.topIndex(in: ids, height: EventFeedView.visibleEvents(in: state))
            + EventFeedView.visibleEvents(in: state) >= ids.count
        if let problem = feed.problem {
            canvas.draw(
                [Line("✗ \(problem.message) \(Words.Feed.retry)", theme.style(.noticeError))], in: row, theme: theme)
        } else if feed.token != nil, feed.isOlder {
            canvas.draw([Line(Words.Feed.reading, dim)], in: row, theme: theme)
        } else if !feed.window.hasOlder, isAtBottom {
            canvas.draw([Line(Words.Feed.end, dim)], in: row, theme: theme)
        }
    }

    private func drawDetail(in rect: Rect, on canvas: inout Canvas) {
        canvas.verticalHairline(x: rect.minX, rows: rect.rows, style: theme.style(.hairline))
        guard let event = feed.selected else { return }
        let inner = rect.inset(left: 2, right: 1)
        let lines = EventFields(event: event, now: state.now, theme: theme).lines(width: inner.width)
        canvas.draw(lines.prefix(inner.height), in: inner, theme: theme)
        guard lines.count > inner.height else { return }
        let last = inner.cutBottom(1).bottom
        canvas.fill(last, style: theme.style(.surface))
        canvas.draw([Line(Words.Overview.more(lines.count - inner.height + 1), dim)], in: last, theme: theme)
    }
}
