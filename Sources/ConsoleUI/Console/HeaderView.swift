// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Who acts where, what can be done, how fresh it is, and the tabs.
struct HeaderView {
    let state: Console.State
    let theme: Theme

    /// Title, chips, tabs and a hairline; one more row while a break-glass session is open or the data is stale.
    static func height(in state: Console.State) -> Int {
        4 + (hasAlert(state) ? 1 : 0)
    }

    private static func hasAlert(_ state: Console.State) -> Bool {
        isStale(state) || !state.sessionRows.isEmpty
    }

    private static func isStale(_ state: Console.State) -> Bool {
        if case .lost = state.store { true } else { state.fallback.takenAt != nil }
    }

    func draw(on canvas: inout Canvas) {
        var rest = canvas.bounds
        func nextRow() -> Rect {
            let (row, below) = rest.cutTop(1)
            rest = below
            return row
        }
        drawTitle(in: nextRow(), on: &canvas)
        drawChips(in: nextRow(), on: &canvas)
        if Self.hasAlert(state) { drawAlert(in: nextRow(), on: &canvas) }
        drawTabs(in: nextRow(), on: &canvas)
        drawRule(on: &canvas)
    }

    /// The line below the tabs, also where a page has drawn its own lines up to it.
    func drawRule(on canvas: inout Canvas) {
        let row = canvas.bounds.inset(top: Self.height(in: state) - 1).cutTop(1).top
        canvas.fill(row, style: theme.style(.surface))
        canvas.horizontalHairline(y: row.minY, columns: row.columns, style: theme.style(.hairline))
    }

    private func drawTitle(in row: Rect, on canvas: inout Canvas) {
        canvas.fill(row, style: theme.style(.header))
        let inner = row.inset(horizontal: 1)
        var who = StyledText()
        if let person = state.identity.value?.person {
            who.append(DisplayText(person.login), theme.style(.header).adding(.bold))
            let roles = person.roles.map { DisplayText($0.title) }.joined(separator: " + ")
            who.append(" · \(roles.isEmpty ? Words.Header.noRole : roles)", theme.style(.header))
        } else {
            who.append(Words.Header.awaitingIdentity, theme.style(.headerDim))
        }
        if let environment = state.environment {
            who.append(" · ", theme.style(.headerDim))
            let isProduction = environment.lowercased().hasPrefix("prod")
            who.append(
                isProduction ? " \(environment.uppercased()) " : DisplayText(environment),
                theme.style(isProduction ? .bannerProduction : .header))
        }
        who = who.truncated(to: max(0, inner.width * 2 / 3), at: .middle)
        canvas.write(who, in: inner, alignment: .trailing)
        let left = inner.inset(right: who.width + 2)
        let end = canvas.write(
            Words.title, at: left.origin, style: theme.style(.header).adding(.bold), in: left)
        if end + 2 + Words.surfaceLabel.width <= left.maxX {
            canvas.write(
                Words.surfaceLabel, at: Point(x: end + 2, y: row.y), style: theme.style(.headerDim), in: left)
        }
    }

    private func drawChips(in row: Rect, on canvas: inout Canvas) {
        var x = row.minX + 1
        for (index, chip) in chips.enumerated() {
            let gap = index == 0 ? 0 : 2
            guard x + gap + chip.width < row.maxX else { break }
            x = canvas.write(chip, at: Point(x: x + gap, y: row.y), in: row)
        }
    }

    /// The most important first: what does not fit is left out from the end.
    private var chips: [StyledText] {
        // Before the person is known nobody can say what they may do.
        let isUnknown = state.identity.value == nil && state.rules.readOnlyReason == Words.Reasons.connecting
        var chips = isUnknown ? [snapshot, coverage] : [mutation, snapshot, coverage]
        let isPaused = state.refresh.isPaused
        chips.append(
            isPaused
                ? StyledText(Words.Header.paused, theme.style(.chipWarning))
                : StyledText(Words.Header.automatic, theme.style(.textDim)))
        chips.append(
            StyledText(
                state.updatedAt.map { Words.Header.updated($0) } ?? Words.Header.awaitingSync, theme.style(.textDim)))
        return chips + mockChips(beside: chips)
    }

    /// Which backends are mock, in as many words as the row has room for.
    private func mockChips(beside chips: [StyledText]) -> [StyledText] {
        let used = 1 + chips.reduce(0) { $0 + $1.width + 2 }
        let fitting = [Words.Header.mockBackedByName, Words.Header.mockShort, Words.Header.mockShortest]
            .first { used + $0.width < state.size.width }
        return fitting.map { [StyledText($0, theme.style(.textDim))] } ?? []
    }

    private var mutation: StyledText {
        let rules = state.rules
        if rules.isMutationEnabled {
            return StyledText("● \(Words.Header.mutationEnabled)", theme.style(.stateLive))
        }
        return StyledText(" \(Words.Header.readOnly) ", theme.style(.chipWarning).adding(.bold))
    }

    private var snapshot: StyledText {
        if state.fallback.takenAt != nil {
            return StyledText("! \(Words.Header.fallback)", theme.style(.stateStale).adding(.bold))
        }
        return switch state.store {
        case .connecting: StyledText("◌ \(Words.Header.loading)", theme.style(.stateUnknown))
        case .live:
            state.updatedAt == nil
                ? StyledText("◌ \(Words.Header.loading)", theme.style(.stateUnknown))
                : StyledText("● \(Words.Header.live)", theme.style(.stateLive))
        case .lost: StyledText("! \(Words.Header.stale)", theme.style(.stateStale).adding(.bold))
        }
    }

    private var coverage: StyledText {
        guard let coverage = state.sources.coverage else {
            return StyledText(
                Words.Header.liveSources(CoverageSummary(live: 0, total: state.sources.definitions.count)),
                theme.style(.stateUnknown))
        }
        let badge = Badge(state.sources.overall)
        return StyledText("\(badge.glyph) \(Words.Header.liveSources(coverage))", theme.style(badge.role))
    }

    private func drawAlert(in row: Rect, on canvas: inout Canvas) {
        let role: Role
        var text: DisplayText
        var lost: (since: Timestamp, reason: String)?
        if case .lost(let since, let reason) = state.store { lost = (since, reason) }
        if Self.isStale(state) {
            role = .bannerFallback
            text = "! "
            if let taken = state.fallback.takenAt {
                text += Words.Banner.fallback(taken, now: state.now, reason: lost?.reason)
            } else if let lost {
                text += Words.Banner.stale(lost.since, now: state.now, reason: lost.reason)
            }
            // What it means, where there is room for it.
            if text.width + 3 + Words.Banner.staleEffect.width <= row.width - 2 {
                text += " · \(Words.Banner.staleEffect)"
            }
        } else {
            role = .bannerBreakGlass
            let sessions = state.sessionRows
            guard let request = sessions.first?.request, let session = request.session else { return }
            text = "◆ "
            text += Words.Banner.session(
                request.tenant ?? request.id, request.requester, ends: session.expiresAt.deadlineText(now: state.now))
            if sessions.count > 1 { text += Words.Banner.moreSessions(sessions.count - 1) }
        }
        canvas.fill(row, style: theme.style(role))
        canvas.write(text, in: row.inset(horizontal: 1), style: theme.style(role), truncation: .middle)
    }

    private func drawTabs(in row: Rect, on canvas: inout Canvas) {
        let waiting = state.waitingCount
        let badge: DisplayText = waiting > 0 ? " \(waiting) " : ""
        let labels = Console.Tab.allCases.map { tab -> DisplayText in "\(tab.rawValue) \(Words.tabName(tab))" }
        let width = labels.reduce(badge.width) { $0 + $1.width + 3 }
        // Where all tabs do not fit with air between them, they share the column between two of them.
        let gap = width <= row.width - 1 ? 1 : -1
        var x = row.minX + (gap > 0 ? 1 : 0)
        for (tab, label) in zip(Console.Tab.allCases, labels) {
            let isActive = tab == state.tab
            let style = theme.style(isActive ? .tabActive : .tab)
            // Brackets say in monochrome too which tab it is.
            let text: DisplayText = isActive ? "[\(label)]" : " \(label) "
            guard x + text.width - 1 <= row.maxX else { break }
            // The column that is shared keeps the bracket of the tab before it.
            let isAfterActive = gap < 0 && tab.rawValue > 1 && canvas[Point(x: x, y: row.y)]?.text == "]"
            let shown = isAfterActive && !isActive ? text.dropping(1) : text
            let start = Point(x: x + text.width - shown.width, y: row.y)
            x = canvas.write(shown, at: start, style: style, in: row)
            canvas.mark(Rect(x: start.x, y: row.y, width: x - start.x, height: 1), as: Click.tab, tab.rawValue)
            if tab == .requests, waiting > 0 {
                let place = Point(x: gap < 0 && !isActive ? x - 1 : x, y: row.y)
                x = canvas.write(badge, at: place, style: theme.style(.tabBadge), in: row)
            }
            x += gap
        }
        Breadcrumbs(state: state, theme: theme).draw(in: row.inset(left: x - row.x + 1, right: 1), on: &canvas)
    }
}
