// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// One engine's package: its life, its panels, and what can be done about it.
struct PackagesView {
    let state: Console.State
    let theme: Theme

    private typealias Section = Packages.Section

    /// How the panels share the screen: columns of each page, or one list.
    private enum Arrangement {
        case stacked
        case columns(pages: [[[Section]]])
    }

    private static let fillers: Set<Section> = [.trace, .releases, .manifest]

    private static func arrangement(in state: Console.State) -> Arrangement {
        let area = state.contentArea
        if area.width >= 160, area.height >= 30 {
            return .columns(pages: [
                [
                    [.engines, .summary, .workflows, .releases], [.resources, .trace, .manifest],
                    [.rollback, .retirement, .guardrails],
                ]
            ])
        }
        guard area.width >= 110, area.height >= 28 else { return .stacked }
        if area.height >= 60 {
            return .columns(pages: [
                [
                    [.engines, .summary, .workflows, .releases],
                    [.resources, .trace, .rollback, .retirement, .guardrails],
                ]
            ])
        }
        return .columns(pages: [
            [[.engines, .summary, .releases], [.workflows, .trace]],
            [[.resources, .guardrails], [.rollback, .retirement]],
        ])
    }

    /// The panels as Tab goes through them.
    static func order(in state: Console.State) -> [Packages.Section] {
        switch arrangement(in: state) {
        case .stacked:
            [.engines, .summary, .workflows, .resources, .trace, .rollback, .retirement, .guardrails, .releases]
        case .columns(let pages): pages.flatMap { $0.flatMap { $0 } }
        }
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let panels = PackagePanels(state: state, theme: theme, isWhole: true)
        let life = lifecycle(width: area.width)
        guard case .columns(let pages) = Self.arrangement(in: state) else {
            // Which engine it is and where its package stands is said however far one has scrolled.
            let (head, below) = area.cutTop(life.count + 1)
            canvas.draw(life, in: head, theme: theme)
            return PanelStack(
                head: [], ids: Self.order(in: state), foot: [], active: state.packages.section,
                row: { state.packageRow(of: $0) },
                panel: { panels.panel($0, width: area.width, detail: .whole) }, theme: theme
            ).draw(in: below, on: &canvas)
        }
        let (head, below) = area.cutTop(life.count)
        canvas.draw(life, in: head, theme: theme)
        canvas.horizontalHairline(y: below.minY, columns: area.columns, style: theme.style(.hairline))
        PanelPages(
            pages: pages, fillers: Self.fillers, active: state.packages.section,
            row: { state.packageRow(of: $0) }, panel: panels.panel, theme: theme
        ).draw(in: below.inset(top: 1), on: &canvas)
    }

    /// The name of the engine, and where its package stands.
    private func lifecycle(width: Int) -> [Line] {
        let package = state.packages.chosen
        var title = StyledText(Words.Packages.lifecycle, theme.style(.title).adding(.bold))
        if let package {
            title.append("  ", theme.style(.text))
            title.append(
                DisplayText(package.name).styled(theme.style(.textStrong), escapes: theme.style(.textEscaped)))
            if !mixedScripts(of: package.name).isEmpty {
                title.append(" \(Words.Event.mixedScripts)", theme.style(.textSuspicious))
            }
        }
        var answer = StyledText()
        if let package {
            let badge = Badge(package.state)
            answer = StyledText(PackagePanels.chip(package, badge), theme.style(badge.role).adding(.bold))
        }
        return [Line(title, trailing: answer)]
            + LifecycleLines(present: package?.state, theme: theme, isPlain: state.conventions.isPlain)
            .lines(width: width)
    }
}
