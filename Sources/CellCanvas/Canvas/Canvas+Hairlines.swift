// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Canvas {
    /// Draws a line of `─` along a row; where it meets other lines the junction fits (`┬ ├ ┼ …`).
    public mutating func horizontalHairline(y: Int, columns: Range<Int>, style: Style = .plain) {
        let visible = columns.clamped(to: 0..<size.width)
        guard drawsHairlines, (0..<size.height).contains(y) else { return }
        for x in visible {
            var arms: Arms = []
            if x > columns.lowerBound { arms.insert(.left) }
            if x < columns.upperBound - 1 { arms.insert(.right) }
            join(arms, whole: [.left, .right], at: x, y, style: style)
        }
    }

    /// Draws a line of `│` along a column; where it meets other lines the junction fits.
    public mutating func verticalHairline(x: Int, rows: Range<Int>, style: Style = .plain) {
        let visible = rows.clamped(to: 0..<size.height)
        guard drawsHairlines, (0..<size.width).contains(x) else { return }
        for y in visible {
            var arms: Arms = []
            if y > rows.lowerBound { arms.insert(.up) }
            if y < rows.upperBound - 1 { arms.insert(.down) }
            join(arms, whole: [.up, .down], at: x, y, style: style)
        }
    }

    /// A line's end that meets another line only reaches into it; one that meets none is a full cell of line.
    private mutating func join(_ arms: Arms, whole: Arms, at x: Int, _ y: Int, style: Style) {
        let cell = cells[index(x, y)]
        var all = whole
        if let present = Arms(cell.text), present != whole { all = arms.union(present) }
        put(DisplayText.Cluster(text: all.glyph, width: 1), at: x, y, style: style)
    }
}

/// The directions in which a line leaves a cell.
private struct Arms: OptionSet {
    let rawValue: UInt8

    static let left = Arms(rawValue: 1)
    static let right = Arms(rawValue: 2)
    static let up = Arms(rawValue: 4)
    static let down = Arms(rawValue: 8)

    private static let glyphs: [(Arms, String)] = [
        ([.left, .right], "─"), ([.up, .down], "│"), ([.right, .down], "┌"), ([.left, .down], "┐"),
        ([.right, .up], "└"), ([.left, .up], "┘"), ([.up, .down, .right], "├"), ([.up, .down, .left], "┤"),
        ([.left, .right, .down], "┬"), ([.left, .right, .up], "┴"), ([.left, .right, .up, .down], "┼"),
    ]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init?(_ glyph: String) {
        guard let entry = Self.glyphs.first(where: { $0.1 == glyph }) else { return nil }
        self = entry.0
    }

    var glyph: String {
        Self.glyphs.first { $0.0 == self }?.1 ?? (isDisjoint(with: [.up, .down]) ? "─" : "│")
    }
}
