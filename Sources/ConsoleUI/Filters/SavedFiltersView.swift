// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The saved filters: a name and an expression a row.
struct SavedFiltersView {
    let state: Console.State
    let list: SavedFilters.State
    let theme: Theme

    func draw(on canvas: inout Canvas) {
        let filters = state.timeline.savedFilters.value ?? []
        let dialog = DialogArea(in: state, width: 100, rows: max(3, filters.count + 1))
        dialog.draw(Words.Filters.title, in: state, theme: theme, on: &canvas)
        let dim = theme.style(.textDim)
        if let problem = state.timeline.savedFilters.problem {
            let lines = DisplayText("✗ \(problem.message)").wrapped(to: max(1, dialog.width - 2))
            return canvas.draw(lines.map { Line($0, theme.style(.fieldError)) }, in: dialog.body, theme: theme)
        }
        guard !filters.isEmpty else {
            let words = state.timeline.savedFilters.value == nil ? Words.Filters.loading : Words.Filters.none
            let lines = words.wrapped(to: max(1, dialog.width - 2)).map { Line($0, dim) }
            return canvas.draw(lines, in: dialog.body, theme: theme)
        }
        let names = min(SavedFilter.maximumNameLength, (filters.map(\.name.count).max() ?? 0) + 2)
        let lines = filters.enumerated().map { index, filter in
            var text = StyledText(DisplayText(filter.name).fitted(to: names), theme.style(.keyName))
            let room = max(8, dialog.width - names - 3)
            let expression = DisplayText(filter.expression).truncated(to: room, at: .middle)
            text.append(expression.styled(theme.style(.text), escapes: theme.style(.textEscaped)))
            return Line(text, item: index)
        }
        let selection = min(list.selection, filters.count - 1)
        let top = Scroll.top(of: lines, focus: selection, height: dialog.body.height)
        canvas.draw(lines[top...], in: dialog.body, focus: .active(item: selection), theme: theme)
    }
}
