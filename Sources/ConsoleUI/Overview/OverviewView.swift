// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// All panels at once where there is room, else on two pages, else one above the other, scrolled with the focus.
struct OverviewView {
    let state: Console.State
    let theme: Theme

    private typealias PanelID = ConsoleUI.Overview.Panel

    /// How the panels share the screen.
    private enum Arrangement {
        /// One column, scrolled.
        case stacked
        /// Columns on one page or more; Tab and the arrows go from one to the next.
        case columns(pages: [[[PanelID]]])
    }

    private static func arrangement(in state: Console.State) -> Arrangement {
        let area = state.contentArea
        if area.width >= 160, area.height >= 30 {
            return .columns(pages: [
                [
                    [.timeline, .waiting, .sessions, .coverage], [.summary, .resources, .trace, .rollback],
                    [.retirement, .guardrails, .catalog],
                ]
            ])
        }
        guard area.width >= 110, area.height >= 30 else { return .stacked }
        if area.height >= 70 {
            return .columns(pages: [
                [
                    [.timeline, .summary, .resources, .catalog],
                    [.waiting, .sessions, .coverage, .trace, .rollback, .retirement, .guardrails],
                ]
            ])
        }
        return .columns(pages: [
            [[.timeline, .summary], [.waiting, .sessions, .coverage, .rollback]],
            [[.resources, .catalog], [.trace, .retirement, .guardrails]],
        ])
    }

    private static func isStacked(_ state: Console.State) -> Bool {
        if case .stacked = arrangement(in: state) { true } else { false }
    }

    /// The panels as Tab goes through them.
    static func order(in state: Console.State) -> [ConsoleUI.Overview.Panel] {
        switch arrangement(in: state) {
        case .stacked: PanelID.allCases
        case .columns(let pages): pages.flatMap { $0.flatMap { $0 } }
        }
    }

    /// How many events the panel lists: a stacked overview goes on with the next panel soon.
    static func eventCount(in state: Console.State) -> Int {
        guard isStacked(state) else { return ConsoleUI.Overview.eventLimit }
        // What waits for the reader comes into view without a key.
        return state.contentArea.height < 24 ? 4 : 6
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        guard case .columns(let pages) = Self.arrangement(in: state) else {
            return PanelStack(
                head: bannerLines(width: area.width), ids: PanelID.allCases, foot: aboutLines(width: area.width),
                active: state.overview.panel, row: { state.overviewRow(of: $0) },
                panel: { panel($0, width: area.width, detail: .brief) }, theme: theme
            ).draw(in: area, on: &canvas)
        }
        // Only the first page has the banner: the others have the rows for what they show.
        let isFirst = PanelPages.isFirst(state.overview.panel, in: pages)
        PanelPages(
            pages: pages, fillers: [.timeline], active: state.overview.panel,
            row: { state.overviewRow(of: $0) }, panel: panel, theme: theme
        ).draw(in: isFirst ? drawBanner(in: area, on: &canvas) : area, on: &canvas)
    }

    private func drawBanner(in area: Rect, on canvas: inout Canvas) -> Rect {
        let lines = bannerLines(width: area.width)
        let (top, rest) = area.cutTop(lines.count)
        canvas.draw(lines, in: top, theme: theme)
        canvas.horizontalHairline(y: rest.minY, columns: area.columns, style: theme.style(.hairline))
        return rest.inset(top: 1)
    }

    // MARK: The banner

    private func bannerLines(width: Int) -> [Line] {
        let room = max(1, width - 2)
        let dim = theme.style(.textDim)
        guard !Self.isStacked(state) else { return shortBannerLines(room: room) }
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
            Words.subtitle, Words.Banner.mutationRoles, Words.Banner.automatic, Words.Header.mockBackedByName,
        ]
        return [Line(updateText)]
            + DisplayText.wrapped(about, to: max(1, width - 2)).map { Line($0, theme.style(.textDim)) }
    }

    /// What is shown: the live snapshot, also while it is awaited, or one that is none any more.
    private var snapshotTitle: DisplayText {
        if state.fallback.takenAt != nil { return Words.Header.fallback }
        if case .lost = state.store, state.updatedAt != nil { return Words.Header.stale }
        return Words.Banner.snapshotTitle
    }

    private var updateText: StyledText {
        let dim = theme.style(.textDim)
        var text = StyledText(snapshotTitle, theme.style(.textStrong))
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
