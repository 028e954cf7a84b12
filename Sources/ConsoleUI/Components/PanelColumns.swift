// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// Panels side by side in columns, each as long as its column allows.
struct PanelColumns<ID: Hashable & RawRepresentable<Int>> {
    /// The panels of each column, from the top.
    var columns: [[ID]]
    /// The panels that take the rows which the others of their column leave.
    var fillers: Set<ID>
    /// The panel in focus, and the row in focus of each.
    var active: ID
    var row: (ID) -> Int
    var make: (_ id: ID, _ width: Int, _ detail: PanelDetail) -> Panel
    var theme: Theme
    /// How far the lines between the columns go below them, to meet a line there.
    var reach = 0

    /// Columns with which the titles of the timeline are whole.
    private static var firstWidth: Int { 72 }

    /// The least rows that a panel which takes the rest is planned with.
    private static var fillerMinimum: Int { 9 }

    func draw(in rect: Rect, on canvas: inout Canvas) {
        // The first column is the wider one: there the longest titles stand.
        var shares = columns.map { _ in Rect.Share.flexible(1) }
        if columns.count > 1 {
            shares[0] = .fixed(min(Self.firstWidth, columns.count > 2 ? rect.width * 3 / 7 : rect.width * 14 / 25))
        }
        let rects = rect.splitColumns(shares, spacing: 1)
        let line = theme.style(.hairline)
        for column in rects.dropFirst() {
            canvas.verticalHairline(x: column.minX - 1, rows: (rect.minY - 1)..<(rect.maxY + reach), style: line)
        }
        for (ids, column) in zip(columns, rects) { draw(ids, in: column, on: &canvas) }
    }

    private func draw(_ ids: [ID], in column: Rect, on canvas: inout Canvas) {
        let plan = plan(ids, in: column)
        var rest = column
        for (index, part) in plan.enumerated() {
            let (top, below) = rest.cutTop(part.height)
            let id = ids[index]
            canvas.list = id.rawValue
            part.panel.draw(in: top, focus: row(id), isActive: id == active, theme: theme, on: &canvas)
            canvas.list = nil
            guard index < plan.count - 1, !below.isEmpty else { return }
            // The line reaches over to its neighbours' edges, so that the corners join.
            let left = column.minX == 0 ? column.minX : column.minX - 1
            canvas.horizontalHairline(y: below.minY, columns: left..<(column.maxX + 1), style: theme.style(.hairline))
            rest = below.inset(top: 1)
        }
    }

    private struct Part {
        var panel: Panel
        var height: Int
    }

    /// Every word where the column has room; else the panels that are not in focus say less, from the bottom up.
    private func plan(_ ids: [ID], in column: Rect) -> [Part] {
        let width = column.width
        let room = column.height - (ids.count - 1)
        var details = ids.map { fillers.contains($0) ? PanelDetail.detail : .whole }
        var made = zip(ids, details).map { panel($0, width: width, $1) }
        var heights = zip(ids, made).map { height(of: $1, $0, width: width) }
        func change(_ index: Int, to detail: PanelDetail) {
            details[index] = detail
            made[index] = panel(ids[index], width: width, detail)
            heights[index] = height(of: made[index], ids[index], width: width)
        }
        // The panel in focus is the last to be cut.
        let order = ids.indices.reversed().filter { ids[$0] != active } + ids.indices.filter { ids[$0] == active }
        for limit in [PanelDetail.detail, .brief, .titles] {
            for index in order where heights.reduce(0, +) > room && details[index] > limit {
                change(index, to: limit)
            }
        }
        // Cutting one may have made room for another.
        for index in ids.indices where !fillers.contains(ids[index]) {
            while let longer = details[index].longer {
                let before = details[index]
                change(index, to: longer)
                guard heights.reduce(0, +) > room else { continue }
                change(index, to: before)
                break
            }
        }
        var parts = fitted(heights, of: made, ids: ids, to: room)
        for index in ids.indices where fillers.contains(ids[index]) {
            // A long list would not fit in any case: its words are not laid out only to find that.
            guard made[index].items.count * 3 <= parts[index].height else { continue }
            let whole = panel(ids[index], width: width, .whole)
            guard whole.lines(width: width, isActive: false, theme: theme).count <= parts[index].height else {
                continue
            }
            parts[index].panel = whole
        }
        return parts
    }

    /// What the panel is about is the first to go.
    private func panel(_ id: ID, width: Int, _ detail: PanelDetail) -> Panel {
        var panel = make(id, width, detail)
        if detail < .detail { panel.about = nil }
        return panel
    }

    private func height(of panel: Panel, _ id: ID, width: Int) -> Int {
        let lines = panel.lines(width: width, isActive: false, theme: theme).count
        return fillers.contains(id) ? min(lines, Self.fillerMinimum) : lines
    }

    private func fitted(_ wanted: [Int], of panels: [Panel], ids: [ID], to room: Int) -> [Part] {
        var heights = wanted
        var excess = heights.reduce(0, +) - room
        // Where even titles are too many, the longest panels scroll.
        while excess > 0, let longest = heights.indices.max(by: { heights[$0] < heights[$1] }), heights[longest] > 1 {
            heights[longest] -= 1
            excess -= 1
        }
        if excess < 0 {
            let growing = ids.indices.filter { fillers.contains(ids[$0]) }
            for (share, index) in growing.enumerated() {
                let part = -excess / (growing.count - share)
                heights[index] += part
                excess += part
            }
        }
        return zip(panels, heights).map { Part(panel: $0, height: $1) }
    }
}

/// Panels one above the other on one page, scrolled with the focus.
struct PanelStack<ID: Hashable> {
    var head: [Line]
    var ids: [ID]
    var foot: [Line]
    var active: ID
    var row: (ID) -> Int
    var panel: (_ id: ID) -> Panel
    var theme: Theme

    func draw(in area: Rect, on canvas: inout Canvas) {
        var lines = head
        if !head.isEmpty { lines.append(Line()) }
        var focus = Canvas.Focus.none
        var count = 0
        /// The title of the panel in focus where that has no rows.
        var bare: Int?
        /// Where the panel in focus begins.
        var title = 0
        for id in ids {
            let panel = panel(id)
            let isActive = id == active
            if isActive, !panel.items.isEmpty { focus = .active(item: count + row(id)) }
            if isActive { title = lines.count }
            if isActive, panel.items.isEmpty { bare = lines.count }
            for var line in panel.lines(width: area.width, isActive: isActive, isShort: true, theme: theme) {
                if let item = line.item { line.item = item + count }
                lines.append(line)
            }
            count += panel.items.count
            lines.append(Line())
        }
        lines += foot
        var top = focus.item.map { Scroll.top(of: lines, focus: $0, height: area.height) } ?? 0
        // The title stays above its first row as long as both fit.
        if row(active) == 0, let last = lines.lastIndex(where: { $0.item == focus.item && $0.item != nil }),
            last - title < area.height
        {
            top = min(top, title)
        }
        if let bare { top = max(0, min(bare - area.height / 3, lines.count - area.height)) }
        canvas.draw(lines[top...], in: area, focus: focus, theme: theme)
        if let bare { canvas.drawFocusBar(at: Point(x: area.x, y: area.y + bare - top), theme: theme) }
    }
}
