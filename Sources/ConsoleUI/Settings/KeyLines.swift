// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// The keys that are bound, by screen.
struct KeyLines {
    let state: Console.State
    let theme: Theme

    func lines(width: Int) -> [Line] {
        let rows = LabelledLines(theme: theme, width: width)
        var lines = rows.title(Words.Settings.keysTitle, about: Words.Settings.keysAbout)
        for group in state.keyGroups {
            lines += [Line()] + rows.title(group.title)
            lines += group.bindings.map { binding in
                let keys = binding.keys.map(\.name).joined(separator: " ")
                var text = StyledText(keys.fitted(to: 16), theme.style(.keyName))
                text.append(binding.label, theme.style(.text))
                return Line(text)
            }
        }
        return lines
    }
}
