// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Canvas {
    /// Blanks a rectangle and gives it a style, whatever it held.
    public mutating func fill(_ rect: Rect, style: Style = .plain) {
        let rect = rect.intersection(bounds)
        guard !rect.isEmpty else { return }
        for y in rect.rows {
            separateWideCell(at: rect.minX, y)
            separateWideCell(at: rect.maxX, y)
            for x in rect.columns { cells[index(x, y)] = .blank(style) }
        }
    }

    /// Lays a style over what a rectangle holds: its colours replace unless `.default`, its attributes are added.
    ///
    /// For a selected row or a match that is marked after the text was drawn.
    public mutating func apply(_ style: Style, to rect: Rect) {
        let rect = rect.intersection(bounds)
        for y in rect.rows {
            for x in rect.columns {
                let index = index(x, y)
                cells[index].style = style.over(cells[index].style)
            }
        }
    }

    /// Writes text from a point to the right, as far as `clip` (the whole canvas without one) allows.
    ///
    /// The style lies over the ground that the cells already have. A wide character that would be cut in half at an
    /// edge leaves a space there.
    /// - Returns: the column after the text as if nothing had been clipped, for writing on.
    @discardableResult
    public mutating func write(
        _ text: DisplayText, at point: Point, style: Style = .plain, in clip: Rect? = nil
    ) -> Int {
        let end = point.x + text.width
        let clip = clip.map { $0.intersection(bounds) } ?? bounds
        guard clip.rows.contains(point.y), end > clip.minX, point.x < clip.maxX else { return end }
        var x = point.x
        text.forEachCluster { cluster in
            if x >= clip.maxX { return false }
            if x >= clip.minX, x + cluster.width <= clip.maxX {
                put(cluster, at: x, point.y, style: style)
            } else if x + cluster.width > clip.minX {
                // Half of a wide character lies outside.
                put(DisplayText.Cluster(text: " ", width: 1), at: max(x, clip.minX), point.y, style: style)
            }
            x += cluster.width
            return true
        }
        return end
    }

    /// Writes one line of text into the first row of a rectangle, cut with `…` where it is too long.
    public mutating func write(
        _ text: DisplayText, in rect: Rect, style: Style = .plain, alignment: Alignment = .leading,
        truncation: Truncation = .end
    ) {
        guard !rect.isEmpty else { return }
        let text = text.truncated(to: rect.width, at: truncation)
        write(text, at: start(of: text.width, in: rect, alignment: alignment), style: style, in: rect)
    }

    /// Writes styled text from a point to the right, as far as `clip` allows.
    /// - Returns: the column after the text as if nothing had been clipped.
    @discardableResult
    public mutating func write(_ text: StyledText, at point: Point, in clip: Rect? = nil) -> Int {
        var x = point.x
        for span in text.spans {
            x = write(span.text, at: Point(x: x, y: point.y), style: span.style, in: clip)
        }
        return x
    }

    /// Writes one line of styled text into the first row of a rectangle, cut with `…` where it is too long.
    public mutating func write(
        _ text: StyledText, in rect: Rect, alignment: Alignment = .leading, truncation: Truncation = .end
    ) {
        guard !rect.isEmpty else { return }
        let text = text.truncated(to: rect.width, at: truncation)
        write(text, at: start(of: text.width, in: rect, alignment: alignment), in: rect)
    }

    /// Writes lines into a rectangle from its first row on, each cut with `…` where it is too long.
    /// - Returns: how many rows were used.
    @discardableResult
    public mutating func write(lines: some Sequence<DisplayText>, in rect: Rect, style: Style = .plain) -> Int {
        var used = 0
        for line in lines where used < rect.height {
            write(line, in: Rect(x: rect.x, y: rect.y + used, width: rect.width, height: 1), style: style)
            used += 1
        }
        return used
    }

    private func start(of width: Int, in rect: Rect, alignment: Alignment) -> Point {
        switch alignment {
        case .leading: rect.origin
        case .center: Point(x: rect.x + (rect.width - width) / 2, y: rect.y)
        case .trailing: Point(x: rect.maxX - width, y: rect.y)
        }
    }

    mutating func put(_ cluster: DisplayText.Cluster, at x: Int, _ y: Int, style: Style) {
        let first = index(x, y)
        separateWideCell(at: x, y)
        separateWideCell(at: x + cluster.width, y)
        let style = style.over(cells[first].style.ground)
        cells[first] = Cell(text: cluster.text, width: UInt8(clamping: cluster.width), style: style)
        if cluster.width == 2 { cells[first + 1] = Cell(text: "", width: 0, style: style) }
    }

    /// Makes two blanks of a wide character whose second half stands at `x`, before one half is overwritten.
    private mutating func separateWideCell(at x: Int, _ y: Int) {
        guard x > 0, x < size.width else { return }
        let second = index(x, y)
        guard cells[second].isContinuation else { return }
        cells[second - 1] = .blank(cells[second - 1].style)
        cells[second] = .blank(cells[second].style)
    }
}
