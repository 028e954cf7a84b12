// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// A titled list: the title with its answer, what it is about, and items of one or more rows each.
struct Panel: Sendable {
    var title: DisplayText
    /// The answer to the panel's question, at the right of its title.
    var answer = StyledText()
    var about: DisplayText?
    /// The rows of each item.
    var items: [[Line]] = []
    /// What is shown where there is no item: what happened, and what to do.
    var empty: [DisplayText] = []

    func header(width: Int, isActive: Bool, theme: Theme) -> [Line] {
        let style = theme.style(isActive ? .accent : .title).adding(.bold)
        var lines = [Line(StyledText(title, style), trailing: answer)]
        if let about {
            lines += about.wrapped(to: max(1, width - 2)).prefix(2).map { Line($0, theme.style(.textDim)) }
        }
        return lines
    }

    func rows(width: Int, theme: Theme) -> [Line] {
        if items.isEmpty {
            return DisplayText.wrapped(empty, to: max(1, width - 2)).map { Line($0, theme.style(.textDim)) }
        }
        return items.flatMap { $0 }
    }

    /// All rows, as the stacked overview scrolls them.
    /// A short one leaves out what the panel is about.
    func lines(width: Int, isActive: Bool, isShort: Bool = false, theme: Theme) -> [Line] {
        let header = header(width: width, isActive: isActive, theme: theme)
        return (isShort ? Array(header.prefix(1)) : header) + rows(width: width, theme: theme)
    }

    /// Draws the panel with its items scrolled so that the one in focus is visible; says how many are cut off.
    func draw(in rect: Rect, focus: Int, isActive: Bool, theme: Theme, on canvas: inout Canvas) {
        guard !rect.isEmpty else { return }
        let header = header(width: rect.width, isActive: isActive, theme: theme)
            .prefix(rect.height > 4 ? 3 : 1)
        canvas.draw(header, in: rect, theme: theme)
        if isActive, items.isEmpty { canvas.drawFocusBar(at: rect.origin, theme: theme) }
        let area = rect.inset(top: header.count)
        let rows = rows(width: rect.width, theme: theme)
        let mark: Canvas.Focus = items.isEmpty ? .none : isActive ? .active(item: focus) : .none
        guard rows.count > area.height, area.height > 1 else {
            return canvas.draw(rows, in: area, focus: mark, theme: theme)
        }
        let (list, last) = area.cutBottom(1)
        let top = Scroll.top(of: rows, focus: focus, height: list.height)
        canvas.draw(rows[top...], in: list, focus: mark, theme: theme)
        let shown = Set(rows[top..<min(rows.count, top + list.height)].compactMap(\.item)).count
        if items.count > shown {
            canvas.draw(
                [Line(Words.Overview.more(items.count - shown), theme.style(.textDim))], in: last, theme: theme)
        }
    }
}

/// Where a list that is longer than its view begins, so that the item in focus is in it.
enum Scroll {
    static func top(of rows: [Line], focus: Int, height: Int) -> Int {
        guard rows.count > height, let last = rows.lastIndex(where: { $0.item == focus }) else { return 0 }
        let first = rows.firstIndex { $0.item == focus } ?? last
        // Two thirds down at most, so that what follows can be seen coming.
        let wanted = min(last - height * 2 / 3, first)
        return min(max(0, wanted), rows.count - height)
    }
}
