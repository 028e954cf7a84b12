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
        let fault = faultLines(width: canvas.size.width)
        let height = shown.count + 1 + fault.count
        let area = canvas.bounds.cutBottom(height).bottom
        canvas.fill(area, style: theme.style(.dialog))
        let (whole, below) = area.cutBottom(fault.count)
        let (above, input) = whole.cutBottom(1)
        let lines = shown.enumerated().map { index, candidate in
            let name = candidate.split(separator: " ").first.map(String.init) ?? candidate
            let summary = CommandLine.entries.first { $0.name == name && !candidate.contains(" ") }?.summary ?? ""
            var text = StyledText(DisplayText(candidate).padded(to: 14), theme.style(.text))
            text.append("  \(summary)", theme.style(.textDim))
            return Line(text, item: first + index)
        }
        let focus: Canvas.Focus = line.completion.map { .active(item: $0) } ?? .none
        canvas.list = Click.completions
        canvas.draw(lines, in: above, focus: focus, theme: theme)
        canvas.list = nil
        canvas.write(":", at: Point(x: input.x, y: input.y), style: theme.style(.keyName))
        let shift = canvas.draw(line.editor, in: input.inset(left: 1), isFocused: true, theme: theme)
        drawFault(fault, in: below, shift: shift, on: &canvas)
        if line.editor.text.isEmpty {
            canvas.write(
                Words.Commands.keys, in: input.inset(left: 2), style: theme.style(.fieldPlaceholder),
                alignment: .trailing)
        }
    }

    /// What is wrong, in rows below a row of carets.
    private func faultLines(width: Int) -> [DisplayText] {
        guard let problem = line.problem else { return [] }
        let words = DisplayText("✗ \(problem.message)").wrapped(to: max(1, width - 2))
        return problem.length == 0 ? words : ["^"] + words
    }

    /// The carets stand below the word at fault, wherever wide or escaped characters have moved it.
    private func drawFault(_ lines: [DisplayText], in area: Rect, shift: Int, on canvas: inout Canvas) {
        guard let problem = line.problem else { return }
        let style = theme.style(.fieldError)
        guard problem.length > 0 else {
            canvas.write(lines: lines, in: area.inset(left: 1), style: style)
            return
        }
        let characters = Array(line.editor.text)
        let start = DisplayText(String(characters.prefix(problem.column))).width - shift
        let word = DisplayText(String(characters.dropFirst(problem.column).prefix(problem.length)))
        let carets = DisplayText.repeating("^", count: max(1, word.width))
        canvas.write(carets, at: Point(x: area.x + 1 + max(0, start), y: area.y), style: style, in: area)
        canvas.write(lines: lines.dropFirst(), in: area.inset(top: 1, left: 1), style: style)
    }
}
