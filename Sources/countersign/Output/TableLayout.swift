// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// Lays a table out: widths from the rows that are known, cut to the terminal where there is one.
struct TableLayout<Value: Sendable>: Sendable {
    private let columns: [TableColumn<Value>]
    private let widths: [Int]
    private let terminal: Terminal
    /// Titles of columns that had no room.
    let omitted: [DisplayText]

    private static var gap: Int { 2 }

    /// Widths come from the rows, or are `minimumWidths` where they are not known yet, as in a tail.
    init(_ columns: [TableColumn<Value>], rows: [Value], terminal: Terminal, minimumWidths: [Int] = []) {
        var widths = columns.enumerated().map { index, column in
            let known = rows.map { column.text($0).width }.max() ?? 0
            return max(column.title.width, known, index < minimumWidths.count ? minimumWidths[index] : 0)
        }
        var kept = Array(columns.indices)
        if let limit = terminal.width {
            func excess() -> Int {
                kept.reduce(0) { $0 + widths[$1] } + Self.gap * (kept.count - 1) - limit
            }
            func shrink() {
                for index in kept {
                    guard let minimum = columns[index].minimumWidth, excess() > 0 else { continue }
                    widths[index] = max(min(minimum, widths[index]), widths[index] - excess())
                }
            }
            let natural = widths
            shrink()
            while excess() > 0,
                let victim = kept.filter({ columns[$0].dropRank != nil }).max(by: {
                    (columns[$0].dropRank ?? 0) < (columns[$1].dropRank ?? 0)
                })
            {
                kept.removeAll { $0 == victim }
                widths = natural
                shrink()
            }
        }
        omitted = columns.indices.filter { !kept.contains($0) }.map { columns[$0].title }
        self.columns = kept.map { columns[$0] }
        self.widths = kept.map { widths[$0] }
        self.terminal = terminal
    }

    /// The titles, and on a terminal a rule below them.
    var header: [String] {
        let titles = line(columns.map { (.strong, $0.title) })
        guard terminal.isInteractive else { return [titles] }
        let rules = widths.map { String(repeating: "─", count: $0) }.joined(separator: "──")
        return [titles, terminal.hasColor ? TableColor.faint.sequence + rules + "\u{1B}[0m" : rules]
    }

    func line(_ value: Value) -> String {
        line(columns.map { ($0.color(value), $0.text(value)) })
    }

    private func line(_ cells: [(color: TableColor, text: DisplayText)]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            var text = cell.text
            if terminal.width != nil, text.width > widths[index] { text = text.truncated(to: widths[index], at: .end) }
            let isTrailing = columns[index].alignment == .trailing
            if !isLast || isTrailing { text = text.padded(to: widths[index], alignment: columns[index].alignment) }
            let sequence = terminal.hasColor ? cell.color.sequence : ""
            line += sequence.isEmpty ? text.description : sequence + text.description + "\u{1B}[0m"
            if !isLast { line += String(repeating: " ", count: Self.gap) }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
