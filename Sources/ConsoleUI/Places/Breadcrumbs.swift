// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Where one is, as a path: the screen, its filter, and what lies over it. Shown beside the tabs where there is room.
struct Breadcrumbs {
    let state: Console.State
    let theme: Theme

    /// Less than this says nothing.
    private static let minimumWidth = 16

    /// The screen first; nothing where one is on the screen itself.
    var path: [DisplayText] {
        var path: [DisplayText] = []
        if state.tab == .timeline, !state.timeline.filterText.isEmpty { path.append(Words.Crumbs.filtered) }
        for dialog in state.dialogs { path += name(of: dialog) }
        return path.isEmpty ? [] : [Words.tabName(state.tab)] + path
    }

    private func name(of dialog: Console.Dialog) -> [DisplayText] {
        switch dialog {
        case .help: [Words.Help.title]
        case .commandLine: []
        case .event: [Words.Crumbs.event]
        case .form(let form): [form.workflow.map { DisplayText($0.title) } ?? Words.Crumbs.draft]
        case .review(let review): [name(of: review)]
        case .filters: [Words.Keys.savedFilters]
        }
    }

    private func name(of review: Review.State) -> DisplayText {
        switch review.subject {
        case .opening: Words.Crumbs.open
        case .request(_, let kind?): Words.Review.name(of: kind)
        case .step(let step): Words.Review.name(of: step)
        case .drafting: Words.Crumbs.draft
        case .amending: Words.Review.name(of: .amend)
        case .request(_, nil), .loading, .missing: Words.Crumbs.request
        }
    }

    func draw(in row: Rect, on canvas: inout Canvas) {
        let path = path
        guard row.width >= Self.minimumWidth, !path.isEmpty else { return }
        let style = theme.style(.textDim)
        var text = StyledText(path.dropLast().joined(separator: Words.Crumbs.separator), style)
        text.append(Words.Crumbs.separator, style)
        text.append(path.last ?? "", theme.style(.text))
        canvas.write(text.truncated(to: row.width, at: .start), in: row, alignment: .trailing)
    }
}
