// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The themes, and beside them everything whose look matters, in the one in focus.
struct ThemesView {
    let state: Console.State
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let rows = LabelledLines(theme: theme, width: area.width)
        var heading = [
            Line(
                StyledText(Words.Settings.themesTitle, theme.style(.title).adding(.bold)),
                trailing: StyledText(Words.Settings.depth(theme.depth), dim))
        ]
        heading += rows.paragraph(Words.Settings.themesAbout)
        let (top, rest) = area.cutTop(min(heading.count + 1, max(1, area.height / 4)))
        canvas.draw(heading, in: top, theme: theme)
        let (body, foot) = rest.cutBottom(rest.height > 12 ? 2 : 0)
        let (list, specimen) = body.cutLeft(area.width < 100 ? 28 : 40)
        drawList(in: list, on: &canvas)
        canvas.verticalHairline(x: specimen.minX, rows: specimen.rows, style: theme.style(.hairline))
        ThemeSpecimen(theme: theme).draw(in: specimen.inset(left: 1), on: &canvas)
        canvas.draw(footLines(width: area.width), in: foot, theme: theme)
    }

    private func drawList(in area: Rect, on canvas: inout Canvas) {
        guard !state.themeNames.isEmpty else {
            canvas.draw(
                LabelledLines(theme: theme, width: area.width).paragraph(Words.Settings.noThemes), in: area,
                theme: theme)
            canvas.cursor = area.origin
            return
        }
        let lines = state.themeNames.enumerated().map { index, name -> Line in
            var mark = StyledText()
            if name == state.themeName {
                mark = StyledText(Words.Settings.inUse, theme.style(.stateLive))
            } else if name == state.settings.previewed {
                mark = StyledText(
                    area.width < 36 ? Words.Settings.shortPreview : Words.Settings.preview, theme.style(.stateStale))
            }
            // What does not fit beside the name is said by the footer's key as well.
            let room = area.width - 4 - mark.width
            return Line(
                StyledText(DisplayText(name).truncated(to: max(8, room), at: .middle), theme.style(.textStrong)),
                trailing: mark, item: index)
        }
        let focus = state.themeIndex
        let top = Scroll.top(of: lines, focus: focus, height: area.height)
        canvas.draw(lines[top...], in: area, focus: .active(item: focus), theme: theme)
    }

    private func footLines(width: Int) -> [Line] {
        let rows = LabelledLines(theme: theme, width: width)
        if let problem = state.settings.themeProblem {
            return rows.paragraph("✗ \(problem)", .noticeError)
        }
        guard let name = state.settings.previewed else { return [] }
        return rows.paragraph(Words.Settings.lasting(name))
    }
}
