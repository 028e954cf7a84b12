// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

extension Canvas {
    /// Draws a line of input so that its caret is visible, and puts the cursor there.
    ///
    /// - Returns: How many columns the text is shifted to the left.
    @discardableResult
    mutating func draw(
        _ editor: LineEditor, in rect: Rect, isFocused: Bool, placeholder: DisplayText = .empty, theme: Theme
    ) -> Int {
        guard !rect.isEmpty else { return 0 }
        let style = theme.style(isFocused ? .fieldFocused : .field)
        fill(rect, style: style)
        let before = DisplayText(editor.textBeforeCaret).width
        let shift = max(0, before - rect.width + 1)
        if editor.isEmpty {
            write(placeholder, in: rect, style: theme.style(.fieldPlaceholder))
        } else {
            let text = DisplayText(editor.text).styled(style, escapes: theme.style(.textEscaped))
            write(text, at: Point(x: rect.x - shift, y: rect.y), in: rect)
        }
        if isFocused { cursor = Point(x: rect.x + before - shift, y: rect.y) }
        return shift
    }
}
