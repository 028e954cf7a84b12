// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// A canvas as lines of words: gaps closed, empty rows joined, glyphs left out where the word beside them says the same.
///
/// Text that came from outside loses no character: a glyph without its word stays as it is.
struct PlainText {
    private struct PlainLine {
        var text = DisplayText.empty
        /// For each column of the row and the one after it, the column in the text.
        var columns: [Int] = []
        var row: Int
    }

    private let source: Canvas
    private var lines: [PlainLine] = []

    init(of canvas: Canvas) {
        source = canvas
        for y in 0..<canvas.size.height {
            let line = line(ofRow: y)
            // One empty row parts two groups; several part nothing more.
            if line.text.isEmpty, lines.last?.text.isEmpty != false, canvas.cursor?.y != y { continue }
            lines.append(line)
        }
        while let last = lines.last, last.text.isEmpty, last.row != canvas.cursor?.y { lines.removeLast() }
    }

    func canvas(theme: Theme) -> Canvas {
        let style = theme.style(.surface)
        var canvas = Canvas(size: source.size, style: style)
        for (y, line) in lines.enumerated() {
            canvas.write(line.text, at: Point(x: 0, y: y), style: theme.style(.text))
            if let cursor = source.cursor, cursor.y == line.row, line.columns.indices.contains(cursor.x) {
                canvas.cursor = Point(x: min(line.columns[cursor.x], canvas.size.width - 1), y: y)
            }
            for target in source.targets where target.area.rows.contains(line.row) {
                let start = line.columns[target.area.minX]
                let end = max(start + 1, line.columns[min(target.area.maxX, line.columns.count - 1)])
                canvas.mark(
                    Rect(x: start, y: y, width: end - start, height: 1), as: target.name, target.number)
            }
        }
        return canvas
    }

    // MARK: One row

    private func line(ofRow y: Int) -> PlainLine {
        let cells = Array(source.row(y))
        let isFooter = y == source.size.height - 1
        var line = PlainLine(row: y)
        var pending = 0
        var x = 0
        while x < cells.count {
            let (text, length) = piece(cells, at: x, y, isFooter: isFooter)
            if text == nil {
                pending += length
                line.columns += Array(repeating: line.text.width + gap(pending, in: line), count: length)
            } else if let text {
                line.text += DisplayText.repeating(" ", count: text.isEmpty ? 0 : gap(pending, in: line))
                if !text.isEmpty { pending = 0 }
                let start = line.text.width + (text.isEmpty ? gap(pending, in: line) : 0)
                // A piece that stands as it was keeps its columns; a word has one.
                line.columns += (0..<length).map { text.width == length ? start + $0 : start }
                line.text += text
                if text == Words.Plain.focus { pending = 1 }
            }
            x += length
        }
        line.columns.append(line.text.width)
        return line
    }

    /// Spaces that stand for so many: none at the start, at most two.
    private func gap(_ spaces: Int, in line: PlainLine) -> Int {
        line.text.isEmpty ? 0 : min(spaces, 2)
    }

    /// What a column and those after it become, and how many of them; no text for a space.
    private func piece(_ cells: [Cell], at x: Int, _ y: Int, isFooter: Bool) -> (text: DisplayText?, length: Int) {
        let cell = cells[x]
        if cell.text == " " { return (nil, 1) }
        if isFocusMark(cell, at: x, y) { return (Words.Plain.focus, 1) }
        let standsAlone = (x == 0 || cells[x - 1].text == " ") && (x + 1 == cells.count || cells[x + 1].text == " ")
        if standsAlone {
            if isFooter, let name = Words.Plain.keys[cell.text] { return (name, 1) }
            let next = word(cells, from: x + 2)
            if Words.Plain.isSpoken(glyph: cell.text, before: next) { return (.empty, min(2, cells.count - x)) }
            if cell.text == "✗" { return (Words.Plain.error, 1) }
        }
        // A run of what stays, up to the next space.
        var end = x + 1
        while end < cells.count, cells[end].text != " " { end += 1 }
        return (source.displayText(ofRow: y, columns: x..<end), end - x)
    }

    /// The mark of a row in focus, or the bar of a field or a button.
    private func isFocusMark(_ cell: Cell, at x: Int, _ y: Int) -> Bool {
        if cell.text == "▌" { return source.cursor?.y == y }
        guard cell.text == Words.Plain.focus.description else { return false }
        return source.targets.contains { $0.area.minX == x && $0.area.rows.contains(y) }
    }

    private func word(_ cells: [Cell], from x: Int) -> String {
        guard x < cells.count else { return "" }
        return cells[x...].prefix { $0.text != " " }.map(\.text).joined()
    }
}
