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
        let area = canvas.bounds.centered(
            Size(width: min(76, state.size.width - 4), height: state.size.height - 4))
        canvas.fill(area, style: theme.style(.dialog))
        let (title, rest) = area.cutTop(1)
        let style = theme.style(.dialogTitle).adding(.bold)
        canvas.fill(title, style: style)
        canvas.write(
            "\(Words.Help.title) · \(Words.tabName(state.tab))", in: title.inset(horizontal: 1), style: style)
        let (search, below) = rest.cutTop(1)
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
