// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// A text that is longer than its field, on several rows.
extension LineEditor {
    /// How many rows the text takes, the caret after it included.
    func rowCount(width: Int, atMost: Int) -> Int {
        min(max(1, rows(width: width).count), atMost)
    }

    /// The characters of each row, broken after spaces, and inside of words that are longer than a row.
    ///
    /// Every character is on one row or another, spaces too: the caret can stand before each of them.
    func rows(width: Int) -> [Range<Int>] {
        let width = max(1, width)
        var rows: [Range<Int>] = []
        var start = 0
        var used = 0
        /// Where the row could be broken: after its last space, and how wide it is up to there.
        var gap: (end: Int, used: Int)?
        for (index, character) in characters.enumerated() {
            let columns = DisplayText(String(character)).width
            while used + columns > width, index > start {
                let end = gap?.end ?? index
                rows.append(start..<end)
                used -= gap?.used ?? used
                start = end
                gap = nil
            }
            used += columns
            if character == " " { gap = (index + 1, used) }
        }
        rows.append(start..<characters.count)
        // The caret after a full row stands on the next one.
        if used >= width, !characters.isEmpty { rows.append(characters.count..<characters.count) }
        return rows
    }
}

extension Canvas {
    /// Draws a text on the rows of a rectangle, those around the caret where it has more, and puts the cursor there.
    mutating func drawWrapped(_ editor: LineEditor, in rect: Rect, isFocused: Bool, theme: Theme) {
        guard !rect.isEmpty else { return }
        let style = theme.style(isFocused ? .fieldFocused : .field)
        fill(rect, style: style)
        let rows = editor.rows(width: rect.width)
        let caretRow = rows.lastIndex { $0.lowerBound <= editor.caret } ?? 0
        let top = min(max(0, caretRow - rect.height + 1), max(0, rows.count - rect.height))
        for (offset, range) in rows[top...].prefix(rect.height).enumerated() {
            let text = DisplayText(String(editor.characters[range]))
            write(
                text.styled(style, escapes: theme.style(.textEscaped)), at: Point(x: rect.x, y: rect.y + offset),
                in: rect)
        }
        guard isFocused else { return }
        let before = DisplayText(String(editor.characters[rows[caretRow].lowerBound..<editor.caret])).width
        cursor = Point(x: min(rect.x + before, rect.maxX - 1), y: rect.y + caretRow - top)
    }
}
