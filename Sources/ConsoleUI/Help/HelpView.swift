// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// The keys of the screen below; what cannot be done now is dim, with its reason.
struct HelpView {
    let state: Console.State
    let help: Help.State
    let theme: Theme

    private static let keyWidth = 22

    func draw(on canvas: inout Canvas) {
        // As high as the whole list, however much of it matches: what is searched must not move.
        let dialog = DialogArea(in: state, width: 76, rows: 2 + state.bindings.count + mouseLines.count)
        dialog.draw("\(Words.Help.title) · \(Words.tabName(state.tab))", in: state, theme: theme, on: &canvas)
        let (search, list) = dialog.body.cutTop(1)
        let below = list.inset(top: list.height > state.bindings.count + mouseLines.count ? 1 : 0)
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
        var lines = entries.enumerated().map { index, binding in
            let keys = binding.keys.map(\.name).joined(separator: " ")
            var text = StyledText(keys.fitted(to: Self.keyWidth), theme.style(.keyName))
            guard let reason = binding.offer.reason else {
                text.append(binding.label, theme.style(.text))
                return Line(text, item: index)
            }
            text = StyledText("\(keys.fitted(to: Self.keyWidth))\(binding.label): \(reason)", theme.style(.disabled))
            return Line(text, item: index)
        }
        if help.search.isEmpty { lines += mouseLines }
        let top = Scroll.top(of: lines, focus: help.selection, height: area.height)
        let cursor = canvas.cursor
        canvas.draw(lines[top...], in: area, focus: .active(item: help.selection), theme: theme)
        canvas.cursor = cursor
    }

    /// What the mouse does here; that is done, not run.
    private var mouseLines: [Line] {
        guard state.isMouseCaptured else { return [] }
        return [(Words.Mouse.click, Words.Mouse.clickAbout), (Words.Mouse.wheel, Words.Mouse.wheelAbout)].map {
            var text = StyledText($0.fitted(to: Self.keyWidth), theme.style(.keyName))
            text.append($1, theme.style(.text))
            return Line(text)
        } + [Line(Words.Mouse.never, theme.style(.textDim))]
    }
}
