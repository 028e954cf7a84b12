// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// All panels at once where there is room, else one above the other, scrolled with the focus.
struct OverviewView {
    let state: Console.State
    let theme: Theme

    private typealias PanelID = ConsoleUI.Overview.Panel

    /// How the panels share the screen.
    enum Arrangement {
        /// One column, scrolled.
        case stacked
        /// Timeline above the catalog at the left; what waits, sessions and coverage at the right.
        case twoColumns
        /// The timeline over the whole height; everything else at the right.
        case wide
    }

    static func arrangement(in state: Console.State) -> Arrangement {
        let area = state.contentArea
        if area.width >= 160, area.height >= 44 { return .wide }
        if area.width >= 110, area.height >= 30 { return .twoColumns }
        return .stacked
    }

    /// How many events the panel lists: a stacked overview goes on with the next panel soon.
    static func eventCount(in state: Console.State) -> Int {
        guard arrangement(in: state) == .stacked else { return ConsoleUI.Overview.eventLimit }
        // What waits for the reader comes into view without a key.
        return state.contentArea.height < 24 ? 4 : 6
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        switch Self.arrangement(in: state) {
        case .stacked: drawStacked(in: area, on: &canvas)
        case .twoColumns: drawTwoColumns(in: area, on: &canvas)
        case .wide: drawWide(in: area, on: &canvas)
        }
    }

    // MARK: Arrangements

    private func drawStacked(in area: Rect, on canvas: inout Canvas) {
        var lines = bannerLines(width: area.width)
        lines.append(Line())
        var focus = Canvas.Focus.none
        var count = 0
        for id in PanelID.allCases {
            let panel = panel(id, width: area.width)
            let isActive = id == state.overview.panel
            if isActive, !panel.items.isEmpty { focus = .active(item: count + state.overviewRow(of: id)) }
            for var line in panel.lines(width: area.width, isActive: isActive, isShort: true, theme: theme) {
                if let item = line.item { line.item = item + count }
                lines.append(line)
            }
            count += panel.items.count
            lines.append(Line())
        }
        lines += aboutLines(width: area.width)
        let top = focus.item.map { Scroll.top(of: lines, focus: $0, height: area.height) } ?? 0
        canvas.draw(lines[top...], in: area, focus: focus, theme: theme)
    }

    private func drawTwoColumns(in area: Rect, on canvas: inout Canvas) {
        let body = drawBanner(in: area, on: &canvas)
        let (left, right) = body.cutRight(min(64, max(53, body.width * 44 / 100)))
        let catalog = panel(.catalog, width: left.width)
        let wanted = catalog.lines(width: left.width, isActive: false, theme: theme).count
        let catalogHeight = min(left.height / 2, wanted)
        let (timelineRect, catalogRect) = left.cutBottom(catalogHeight)
        drawPanel(.timeline, in: timelineRect.inset(bottom: 1), on: &canvas)
        draw(catalog, .catalog, in: catalogRect, on: &canvas)
        drawRightColumn([.waiting, .sessions, .coverage], in: right, on: &canvas)
        canvas.horizontalHairline(
            y: catalogRect.minY - 1, columns: left.minX..<(right.minX + 1), style: theme.style(.hairline))
    }

    private func drawWide(in area: Rect, on canvas: inout Canvas) {
        let body = drawBanner(in: area, on: &canvas)
        let (left, right) = body.cutRight(body.width * 45 / 100)
        drawPanel(.timeline, in: left, on: &canvas)
        drawRightColumn([.waiting, .sessions, .coverage, .catalog], in: right, on: &canvas)
    }

    /// Panels below each other with hairlines between them; the rows that one does not need go to the others.
    private func drawRightColumn(_ ids: [ConsoleUI.Overview.Panel], in rect: Rect, on canvas: inout Canvas) {
        let inner = rect.inset(left: 1)
        canvas.verticalHairline(
            x: rect.minX, rows: (rect.minY - 1)..<(rect.maxY), style: theme.style(.hairline))
        let panels = ids.map { panel($0, width: inner.width) }
        let wanted = panels.map { $0.lines(width: inner.width, isActive: false, theme: theme).count }
        var rest = inner
        for (index, id) in ids.enumerated() {
            let later = wanted[(index + 1)...].reduce(0) { $0 + min($1, 4) + 1 }
            let isLast = index == ids.count - 1
            let height = isLast ? rest.height : min(wanted[index], max(0, rest.height - later - 1))
            let (top, below) = rest.cutTop(height)
            draw(panels[index], id, in: top, on: &canvas)
            guard !isLast, below.height > 1 else { return }
            canvas.horizontalHairline(
                y: below.minY, columns: rect.columns, style: theme.style(.hairline))
            rest = below.inset(top: 1)
        }
    }

    private func drawBanner(in area: Rect, on canvas: inout Canvas) -> Rect {
        let lines = bannerLines(width: area.width)
        let (top, rest) = area.cutTop(lines.count)
        canvas.draw(lines, in: top, theme: theme)
        canvas.horizontalHairline(y: rest.minY, columns: area.columns, style: theme.style(.hairline))
        return rest.inset(top: 1)
    }

    private func drawPanel(_ id: ConsoleUI.Overview.Panel, in rect: Rect, on canvas: inout Canvas) {
        draw(panel(id, width: rect.width), id, in: rect, on: &canvas)
    }

    private func draw(_ panel: Panel, _ id: ConsoleUI.Overview.Panel, in rect: Rect, on canvas: inout Canvas) {
        canvas.list = id.rawValue
        panel.draw(
            in: rect, focus: state.overviewRow(of: id), isActive: state.overview.panel == id, theme: theme,
            on: &canvas)
        canvas.list = nil
    }

    // MARK: The banner

    private func bannerLines(width: Int) -> [Line] {
        let room = max(1, width - 2)
        let dim = theme.style(.textDim)
        guard Self.arrangement(in: state) != .stacked else { return shortBannerLines(room: room) }
        var lines: [Line] = Words.subtitle.wrapped(to: room).map { Line($0, dim) }
        let update = updateText
        guard let (text, effect) = standing else { return lines + [Line(update)] }
        let last = lines.count - 1
        var ownRow: [Line] = []
        if lines[last].text.width + 2 + update.width <= room {
            lines[last].trailing = update
        } else {
            ownRow = [Line(update)]
        }
        var first = text
        first.append("  \(effect)", theme.style(.text))
        if first.width + 2 + Words.Banner.mutationRoles.width <= room {
            first.append("  \(Words.Banner.mutationRoles)", dim)
            return lines + [Line(first)] + ownRow
        }
        let roles = StyledText(Words.Banner.mutationRoles, dim)
        guard first.width <= room else {
            let effects = effect.wrapped(to: room).map { Line($0, theme.style(.text)) }
            return lines + [Line(text)] + effects + [Line(roles)] + ownRow
        }
        if !ownRow.isEmpty, roles.width + 2 + update.width <= room {
            return lines + [Line(first), Line(roles, trailing: update)]
        }
        return lines + [Line(first), Line(roles)] + ownRow
    }

    /// On small terminals the evidence matters more than what the surface is for.
    private func shortBannerLines(room: Int) -> [Line] {
        guard let (text, effect) = standing else { return [Line(updateText)] }
        return [Line(text)] + effect.wrapped(to: room).prefix(2).map { Line($0, theme.style(.text)) }
    }

    /// What the stacked overview ends with: the words that a larger terminal has at the top.
    private func aboutLines(width: Int) -> [Line] {
        let about: [DisplayText] = [
            Words.subtitle, Words.Banner.mutationRoles, Words.Banner.automatic, Words.Header.mockBacked,
        ]
        return [Line(updateText)]
            + DisplayText.wrapped(about, to: max(1, width - 2)).map { Line($0, theme.style(.textDim)) }
    }

    private var updateText: StyledText {
        let dim = theme.style(.textDim)
        var text = StyledText(Words.Banner.snapshotTitle, theme.style(.textStrong))
        let update = state.updatedAt.map { Words.Banner.lastUpdate($0) }
        text.append("  \(update ?? Words.Banner.awaiting)", dim)
        return text
    }

    /// Governed or read-only, and what that means for the acting role; nil while nobody is known.
    private var standing: (StyledText, DisplayText)? {
        guard let person = state.identity.value?.person else { return nil }
        let rules = state.rules
        let roles = person.roles.map(\.title).joined(separator: " + ")
        let role = roles.isEmpty ? person.displayName : roles
        if rules.isMutationEnabled {
            let text = StyledText(" ◆ \(Words.Banner.governed) ", theme.style(.bannerGoverned).adding(.bold))
            return (text, Words.Banner.mayChange(role))
        }
        let text = StyledText(" ○ \(Words.Banner.readOnly) ", theme.style(.bannerReadOnly).adding(.bold))
        return (text, "\(Words.Banner.mayReview(role)) \(rules.readOnlyReason ?? "")")
    }
}
