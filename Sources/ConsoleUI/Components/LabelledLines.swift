// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// Rows of a label and what it says, wrapped below itself.
struct LabelledLines {
    let theme: Theme
    let width: Int

    private static let labelWidth = 15

    func title(_ title: DisplayText, about: DisplayText? = nil) -> [Line] {
        var lines = [Line(title, theme.style(.title).adding(.bold))]
        if let about { lines += paragraph(about) }
        return lines
    }

    func paragraph(_ text: DisplayText, _ role: Role = .textDim) -> [Line] {
        text.wrapped(to: max(1, width - 2)).map { Line($0, theme.style(role)) }
    }

    func field(_ label: DisplayText, _ value: DisplayText, _ role: Role = .text) -> [Line] {
        let room = max(8, width - 2 - Self.labelWidth)
        return value.wrapped(to: room).enumerated().map { index, part in
            var text = StyledText((index == 0 ? label : "").padded(to: Self.labelWidth), theme.style(.textDim))
            text.append(part.styled(theme.style(role), escapes: theme.style(.textEscaped)))
            return Line(text)
        }
    }
}
