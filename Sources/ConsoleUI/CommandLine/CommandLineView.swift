// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import ThemeKit

/// The `:` line at the bottom, completions above it.
struct CommandLineView {
    let state: Console.State
    let line: CommandLine.State
    let theme: Theme

    private static let visible = 8

    func draw(on canvas: inout Canvas) {
        var origin = line
        if let completed = line.completed { origin.editor = LineEditor(completed) }
        let candidates = state.completions(of: origin)
        let first = min(max(0, (line.completion ?? 0) - Self.visible + 1), max(0, candidates.count - Self.visible))
        let shown = Array(candidates.dropFirst(first).prefix(Self.visible))
        let height = shown.count + (line.problem == nil ? 0 : 1) + 1
        let area = canvas.bounds.cutBottom(height).bottom
        canvas.fill(area, style: theme.style(.dialog))
        let (above, input) = area.cutBottom(1)
        let lines = shown.enumerated().map { index, candidate in
            let name = candidate.split(separator: " ").first.map(String.init) ?? candidate
            let summary = CommandLine.entries.first { $0.name == name && !candidate.contains(" ") }?.summary ?? ""
            var text = StyledText(DisplayText(candidate).padded(to: 14), theme.style(.text))
            text.append("  \(summary)", theme.style(.textDim))
            return Line(text, item: first + index)
        }
        let focus: Canvas.Focus = line.completion.map { .active(item: $0) } ?? .none
        canvas.draw(lines, in: above, focus: focus, theme: theme)
        if let problem = line.problem {
            canvas.draw(
                [Line("✗ \(problem)", theme.style(.fieldError))], in: above.cutBottom(1).bottom, theme: theme)
        }
        canvas.write(":", at: Point(x: input.x, y: input.y), style: theme.style(.keyName))
        canvas.draw(line.editor, in: input.inset(left: 1), isFocused: true, theme: theme)
        if line.editor.text.isEmpty {
            canvas.write(
                Words.Commands.keys, in: input.inset(left: 2), style: theme.style(.fieldPlaceholder),
                alignment: .trailing)
        }
    }
}
