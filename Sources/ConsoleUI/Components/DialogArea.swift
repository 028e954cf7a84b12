// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// Where a dialog stands: below the header, as wide as reads well and as high as what it says.
struct DialogArea {
    let whole: Rect
    /// Below the title.
    let body: Rect

    var width: Int { whole.width }

    /// The area of a dialog with so many rows below its title; nil takes all that there is.
    init(in state: Console.State, width: Int = 112, rows: Int? = nil) {
        let room = state.contentArea
        // Strips of ground at the sides are worth having only where they are more than an edge.
        let column = room.width > width + 4 ? room.centered(Size(width: width, height: room.height)) : room
        let height = 3 + (rows ?? room.height)
        // Where it fits, there is air above it, below the title and at its end.
        guard height + 2 <= room.height else {
            whole = column
            body = column.inset(top: 1)
            return
        }
        whole = column.inset(top: 1).cutTop(height).top
        body = whole.inset(top: 2, bottom: 1)
    }

    /// Clears the page behind the dialog, whose rest at the sides would only be noise, and draws ground and title.
    func draw(
        _ title: DisplayText, role: Role = .dialogTitle, in state: Console.State, theme: Theme,
        on canvas: inout Canvas
    ) {
        canvas.fill(state.contentArea, style: theme.style(.surface))
        HeaderView(state: state, theme: theme).drawRule(on: &canvas)
        canvas.fill(whole, style: theme.style(.dialog))
        let row = whole.cutTop(1).top
        let style = theme.style(role).adding(.bold)
        canvas.fill(row, style: style)
        canvas.write(title, in: row.inset(horizontal: 1), style: style)
    }
}
