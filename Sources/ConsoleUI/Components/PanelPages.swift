// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// Columns of panels on as many pages as they need; the page with the focus is shown, and the last row names what is
/// on the others.
struct PanelPages<ID: Hashable & RawRepresentable<Int>> {
    var pages: [[[ID]]]
    var fillers: Set<ID>
    var active: ID
    var row: (ID) -> Int
    var panel: (_ id: ID, _ width: Int, _ detail: PanelDetail) -> Panel
    var theme: Theme

    private var index: Int {
        pages.firstIndex { $0.contains { $0.contains(active) } } ?? 0
    }

    /// Whether this is the first of the pages, which has room for more than its panels.
    static func isFirst(_ active: ID, in pages: [[[ID]]]) -> Bool {
        pages.first?.contains { $0.contains(active) } ?? true
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        guard pages.indices.contains(index) else { return }
        var rest = area
        if pages.count > 1 {
            let (body, last) = area.cutBottom(1)
            canvas.draw([others(width: area.width)], in: last, theme: theme)
            canvas.horizontalHairline(y: last.minY - 1, columns: area.columns, style: theme.style(.hairline))
            rest = body.inset(bottom: 1)
        }
        PanelColumns(
            columns: pages[index], fillers: fillers, active: active, row: row, make: panel, theme: theme,
            reach: pages.count > 1 ? 1 : 0
        ).draw(in: rest, on: &canvas)
    }

    /// `2 of 2   Tab: Audit Timeline · Waiting for you …`
    private func others(width: Int) -> Line {
        let dim = theme.style(.textDim)
        let titles = pages.indices.filter { $0 != index }.flatMap { pages[$0].flatMap { $0 } }
            .map { panel($0, width, .titles).title }
        var text = StyledText(Words.Packages.position(index + 1, of: pages.count), theme.style(.accent))
        text.append("  \(Words.Packages.elsewhere(titles.joined(separator: " · ")))", dim)
        return Line(text.truncated(to: max(1, width - 2)))
    }
}
