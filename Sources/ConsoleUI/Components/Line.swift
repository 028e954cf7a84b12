// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// One row of a panel: text from the left, evidence at the right.
struct Line: Sendable, Hashable {
    var text: StyledText
    var trailing = StyledText()
    /// Which item of its list the row belongs to; nil for what cannot have the focus.
    var item: Int?

    init(_ text: StyledText = StyledText(), trailing: StyledText = StyledText(), item: Int? = nil) {
        self.text = text
        self.trailing = trailing
        self.item = item
    }

    init(_ text: DisplayText, _ style: Style, item: Int? = nil) {
        self.init(StyledText(text, style), item: item)
    }
}

extension Canvas {
    /// How the item in focus is drawn.
    enum Focus {
        /// This list has the keyboard.
        case active(item: Int)
        /// Another one has.
        case inactive(item: Int)
        case none

        var item: Int? {
            switch self {
            case .active(let item), .inactive(let item): item
            case .none: nil
            }
        }
    }

    /// Draws rows from the top of a rectangle, a bar at the left edge of what is in focus.
    ///
    /// The first column is the bar's; text begins in the second and leaves the last one free.
    mutating func draw(_ lines: some Sequence<Line>, in rect: Rect, focus: Focus = .none, theme: Theme) {
        var y = rect.minY
        for line in lines {
            guard y < rect.maxY else { return }
            let row = Rect(x: rect.x, y: y, width: rect.width, height: 1)
            draw(line, in: row, focus: focus, theme: theme)
            y += 1
        }
    }

    /// Shows that what begins there has the keyboard although it has no row to stand on.
    mutating func drawFocusBar(at point: Point, theme: Theme) {
        write(drawsHairlines ? "▌" : Words.Plain.focus, at: point, style: theme.style(.focusBar))
        if cursor == nil { cursor = point }
    }

    private mutating func draw(_ line: Line, in row: Rect, focus: Focus, theme: Theme) {
        if let item = line.item, item == focus.item {
            if case .active = focus {
                fill(row, style: theme.style(.selection))
                // Where words stand alone, the first row of the item in focus is marked, and none of the others.
                let isFurtherRow = cursor.map { $0.x == row.x && $0.y < row.y } ?? false
                let mark: DisplayText = drawsHairlines ? "▌" : isFurtherRow ? " " : Words.Plain.focus
                write(mark, at: row.origin, style: theme.style(.focusBar), in: row)
                if cursor == nil { cursor = row.origin }
            } else {
                fill(row, style: theme.style(.selectionInactive))
            }
        }
        if let item = line.item { markRow(row, item: item, focus: focus) }
        var line = line
        // Where words stand alone, the state at the right says what the glyph before a row shows.
        if !drawsHairlines, line.item != nil { line.text = line.text.droppingGlyph() }
        let inner = row.inset(left: 1)
        guard !line.trailing.isEmpty else { return write(line.text, in: inner.inset(right: inner.width > 2 ? 1 : 0)) }
        // What stands at the right may take what the text leaves, and half of the row in any case.
        let left = inner.width - line.text.width - 2
        let trailing = line.trailing.truncated(to: max(0, max(inner.width / 2, left)))
        write(line.text, in: inner.inset(right: trailing.width + 2))
        write(trailing, in: inner.inset(right: inner.width > 2 ? 1 : 0), alignment: .trailing)
    }
}

extension StyledText {
    /// The text without the part that is a badge's glyph alone; what came from outside is never such a part.
    fileprivate func droppingGlyph() -> StyledText {
        guard let first = spans.first, Words.Plain.badges.contains(first.text) else { return self }
        return StyledText(Array(spans.dropFirst()))
    }
}
