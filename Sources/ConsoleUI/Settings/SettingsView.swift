// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The sections in a row, the one in view below them.
struct SettingsView {
    let state: Console.State
    let theme: Theme

    private var section: Settings.Section { state.settings.section }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let (bar, body) = Self.parts(of: area)
        drawSections(in: bar, on: &canvas)
        if let lock = state.lock(on: section) { return drawLocked(lock, in: body, on: &canvas) }
        switch section {
        case .identity, .connection, .keys: drawText(in: body, on: &canvas)
        case .grants: GrantsView(state: state, theme: theme).draw(in: body, on: &canvas)
        case .themes: ThemesView(state: state, theme: theme).draw(in: body, on: &canvas)
        case .controlEvents, .authEvents:
            if let stream = section.stream {
                EventFeedView(state: state, section: section, stream: stream, theme: theme).draw(in: body, on: &canvas)
            }
        }
    }

    /// The row of the sections, and what is below it.
    static func parts(of area: Rect) -> (bar: Rect, body: Rect) {
        let (bar, rest) = area.cutTop(1)
        return (bar, rest.inset(top: rest.height > 12 ? 1 : 0))
    }

    /// How many lines the section in view has, and how many of them fit; both 1 where it does not scroll as text.
    static func extent(of state: Console.State) -> (lines: Int, height: Int) {
        let body = parts(of: state.contentArea).body
        let view = SettingsView(state: state, theme: .fallback)
        switch state.settings.section {
        case .identity, .connection, .keys:
            return (view.lines(width: body.width).count, max(1, body.height - 1))
        case .grants:
            let area = GrantsView.Layout(state: state, area: body).history
            return (GrantsView(state: state, theme: .fallback).historyLines.count, max(1, area.height))
        case .themes, .controlEvents, .authEvents: return (1, 1)
        }
    }

    /// Whether the section has no row in focus, so that the cursor stays on its name.
    private var isText: Bool {
        switch section {
        case .identity, .connection, .keys: true
        case .grants: state.grantRows.isEmpty
        case .themes, .controlEvents, .authEvents: false
        }
    }

    private func drawSections(in row: Rect, on canvas: inout Canvas) {
        var x = row.minX + 1
        let isShort = row.width < 100
        for section in Settings.Section.allCases {
            let isActive = section == self.section
            let isLocked = state.lock(on: section) != nil
            var label = Words.Settings.sectionName(section, isShort: isShort)
            // The mark says in monochrome too that it is locked.
            if isLocked { label += " ×" }
            let text: DisplayText = isActive ? "[\(label)]" : " \(label) "
            guard x + text.width <= row.maxX else { return }
            if isActive, isText { canvas.cursor = Point(x: x, y: row.y) }
            let role: Role = isActive ? .tabActive : isLocked ? .disabled : .tab
            x = canvas.write(text, at: Point(x: x, y: row.y), style: theme.style(role), in: row) + 1
        }
    }

    private func drawLocked(_ reason: String, in area: Rect, on canvas: inout Canvas) {
        let room = max(1, area.width - 2)
        var lines = [Line(Words.Settings.sectionName(section), theme.style(.title).adding(.bold)), Line()]
        lines += DisplayText("✗ \(reason)").wrapped(to: room).map { Line($0, theme.style(.noticeWarning)) }
        lines += Words.Settings.lockedEffect.wrapped(to: room).map { Line($0, theme.style(.textDim)) }
        canvas.draw(lines, in: area, theme: theme)
        canvas.cursor = area.origin
    }

    // MARK: Sections that are text

    private func lines(width: Int) -> [Line] {
        let width = min(width, 120)
        return switch section {
        case .identity: IdentityLines(state: state, theme: theme).lines(width: width)
        case .connection: ConnectionLines(state: state, theme: theme).lines(width: width)
        case .keys: KeyLines(state: state, theme: theme).lines(width: width)
        case .grants, .themes, .controlEvents, .authEvents: []
        }
    }

    private func drawText(in area: Rect, on canvas: inout Canvas) {
        let lines = lines(width: area.width)
        guard lines.count > area.height else { return canvas.draw(lines, in: area, theme: theme) }
        let (page, foot) = area.cutBottom(1)
        let top = min(state.settings.scrolls[section] ?? 0, lines.count - page.height)
        canvas.draw(lines[top...], in: page, theme: theme)
        let below = lines.count - top - page.height
        guard below > 0 else { return }
        canvas.draw([Line(Words.Overview.more(below), theme.style(.textDim))], in: foot, theme: theme)
    }
}
