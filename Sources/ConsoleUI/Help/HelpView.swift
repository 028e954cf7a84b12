// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// The keys of the screen below; what cannot be done now is dim, with its reason.
struct HelpView {
    let state: Console.State
    let help: Help.State
    let theme: Theme

    func draw(on canvas: inout Canvas) {
        // As high as the whole list, however much of it matches: what is searched must not move.
        let dialog = DialogArea(in: state, width: 76, rows: 2 + state.bindings.count)
        dialog.draw("\(Words.Help.title) · \(Words.tabName(state.tab))", in: state, theme: theme, on: &canvas)
        let (search, list) = dialog.body.cutTop(1)
        let below = list.inset(top: list.height > state.bindings.count ? 1 : 0)
        canvas.write("?", at: Point(x: search.x + 1, y: search.y), style: theme.style(.keyName))
        canvas.draw(
            help.search, in: search.inset(left: 3, right: 1), isFocused: true, placeholder: Words.Help.search,
            theme: theme)
        drawEntries(in: below, on: &canvas)
    }

    private func drawEntries(in area: Rect, on canvas: inout Canvas) {
        let entries = state.helpEntries(help)
        guard !entries.isEmpty else {
            return canvas.write(Words.Help.nothing, in: area.inset(left: 1), style: theme.style(.textDim))
        }
        let lines = entries.enumerated().map { index, binding in
            let keys = binding.keys.map(\.name).joined(separator: " ")
            var text = StyledText(keys.fitted(to: 16), theme.style(.keyName))
            guard let reason = binding.offer.reason else {
                text.append(binding.label, theme.style(.text))
                return Line(text, item: index)
            }
            text = StyledText("\(keys.fitted(to: 16))\(binding.label): \(reason)", theme.style(.disabled))
            return Line(text, item: index)
        }
        let top = Scroll.top(of: lines, focus: help.selection, height: area.height)
        let cursor = canvas.cursor
        canvas.draw(lines[top...], in: area, focus: .active(item: help.selection), theme: theme)
        canvas.cursor = cursor
    }
}
