// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// One field of a form: its label, what is entered, and below it the fault or the help.
struct FormFieldView {
    let field: Form.Field
    /// Which of the form's it is.
    let index: Int
    /// What a confirmation has to repeat.
    let confirmed: String?
    /// What there is to know about each choice.
    let notes: [String: DisplayText]
    let isFocused: Bool
    let width: Int
    let theme: Theme

    /// Rows of a text that is longer than one, and of a list that is longer still.
    private static let textRows = 4
    private static let listRows = 8

    private var dim: Style { theme.style(.textDim) }
    private var labelWidth: Int { min(24, width / 3) }
    private var inputWidth: Int { max(1, width - labelWidth) }

    var height: Int { inputRows + noteLines.count }

    private var inputRows: Int {
        switch field.definition.kind {
        case .text, .integer: 1
        case .confirmation: 2
        case .reason: field.editor.rowCount(width: inputWidth, atMost: Self.textRows)
        case .choice: listWindow.count + (listFoot.isEmpty ? 0 : 1)
        case .checklist: field.definition.choices.count
        }
    }

    /// What can be seen of a list, the item in focus always.
    private var listWindow: Range<Int> {
        let count = field.definition.choices.count
        guard count > Self.listRows else { return 0..<count }
        let first = min(max(0, field.choice - Self.listRows / 2), count - Self.listRows)
        return first..<first + Self.listRows
    }

    private var noteLines: [DisplayText] {
        if let problem = field.problem { return Array(DisplayText("✗ \(problem)").wrapped(to: inputWidth).prefix(2)) }
        return Array(DisplayText(field.definition.help).wrapped(to: inputWidth).prefix(3))
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        canvas.mark(area, as: Click.field, index)
        let row = area.cutTop(1).top
        if isFocused { canvas.write("▌", at: Point(x: row.x - 1, y: row.y), style: theme.style(.focusBar)) }
        let label: DisplayText = "\(field.definition.label)\(field.definition.isRequired ? " *" : "")"
        canvas.write(
            label, in: row.cutLeft(labelWidth).left.inset(right: 1), style: theme.style(.fieldLabel),
            truncation: .middle)
        let (input, below) = area.inset(left: labelWidth).cutTop(inputRows)
        switch field.definition.kind {
        case .text, .integer: canvas.draw(field.editor, in: input, isFocused: isFocused, theme: theme)
        case .confirmation:
            let (name, line) = input.cutTop(1)
            canvas.write(
                Words.Form.repeats(confirmed).styled(theme.style(.textStrong), escapes: theme.style(.textEscaped)),
                in: name)
            canvas.draw(field.editor, in: line, isFocused: isFocused, theme: theme)
        case .reason: canvas.drawWrapped(field.editor, in: input, isFocused: isFocused, theme: theme)
        case .choice: drawChoices(in: input, on: &canvas)
        case .checklist: drawChecklist(in: input, on: &canvas)
        }
        let style = field.problem == nil ? dim : theme.style(.fieldError)
        canvas.write(lines: noteLines, in: below, style: style)
        if let left = charactersLeft {
            let row = area.inset(top: 1).cutTop(1).top.cutLeft(labelWidth).left
            canvas.write(left, in: row.inset(right: 1), style: dim)
        }
    }

    /// Below the label, while the field has the keyboard and nothing is wrong with it.
    private var charactersLeft: DisplayText? {
        guard isFocused, field.problem == nil, !field.editor.isEmpty, let left = field.charactersLeft else {
            return nil
        }
        return Words.Form.left(left)
    }

    private func drawChoices(in area: Rect, on canvas: inout Canvas) {
        var rest = area
        let window = listWindow
        for index in window {
            let (row, below) = rest.cutTop(1)
            rest = below
            canvas.mark(row, as: "\(Click.choicePrefix)\(self.index)", index)
            let isChosen = field.isChosen && index == field.choice
            let name = field.definition.choices[index]
            var text = StyledText(isChosen ? "(•) " : "( ) ", theme.style(isChosen ? .textStrong : .text))
            let style = theme.style(isChosen ? (isFocused ? .fieldFocused : .textStrong) : .text)
            text.append(DisplayText(name).styled(style, escapes: theme.style(.textEscaped)))
            if let note = notes[name] { text.append("   \(note)", dim) }
            canvas.write(text, in: row)
            if isFocused, index == field.choice { canvas.cursor = row.origin }
        }
        canvas.write(listFoot, in: rest.cutTop(1).top, style: dim)
    }

    /// How to choose while nothing is chosen, and how many choices are out of sight.
    private var listFoot: DisplayText {
        let foot: DisplayText = field.isChosen ? "" : Words.Form.notChosen
        let shown = listWindow.count
        guard shown < field.definition.choices.count else { return foot }
        return "\(Words.Form.choices(shown, field.definition.choices.count))  \(foot)"
    }

    private func drawChecklist(in area: Rect, on canvas: inout Canvas) {
        var rest = area
        for (index, item) in field.definition.choices.enumerated() {
            let (row, below) = rest.cutTop(1)
            rest = below
            canvas.mark(row, as: "\(Click.choicePrefix)\(self.index)", index)
            let isCurrent = isFocused && index == field.choice
            let mark: DisplayText = field.checked.contains(item) ? "[x]" : "[ ]"
            canvas.write("\(mark) \(item)", in: row, style: theme.style(isCurrent ? .fieldFocused : .text))
            if isCurrent, !row.isEmpty {
                canvas.cursor = row.origin
                canvas.write(Words.Form.tick, in: row, style: dim, alignment: .trailing)
            }
        }
    }
}
