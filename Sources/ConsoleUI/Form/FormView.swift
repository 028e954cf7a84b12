// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The form: a label, a field and its help or fault for each value.
struct FormView {
    let state: Console.State
    let form: Form.State
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }

    func draw(on canvas: inout Canvas) {
        let head = head(width: DialogArea(in: state).width - 2)
        let fields = form.fields.reduce(0) { $0 + height(of: $1) }
        let dialog = DialogArea(in: state, rows: head.count + 1 + fields + 2)
        dialog.draw(Words.Form.title(form.workflow), in: state, theme: theme, on: &canvas)
        let (body, foot) = dialog.body.cutBottom(2)
        drawBody(in: body.inset(horizontal: 1), on: &canvas)
        drawFoot(in: foot, on: &canvas)
    }

    /// What the workflow is for and what it demands.
    private func head(width: Int) -> [DisplayText] {
        DisplayText(form.workflow.description).wrapped(to: width)
            + DisplayText("\(form.workflow.requiredRole). \(form.workflow.condition).").wrapped(to: width)
    }

    private func drawBody(in area: Rect, on canvas: inout Canvas) {
        var rest = area
        let head = head(width: area.width)
        // A short terminal shows the fields rather than what they are for.
        if area.height >= head.count + 1 + form.fields.reduce(0, { $0 + height(of: $1) }) {
            let used = canvas.write(lines: head, in: rest, style: dim)
            rest = rest.inset(top: used + 1)
        }
        let first = firstVisibleField(height: rest.height)
        for index in form.fields.indices.dropFirst(first) {
            let (top, below) = rest.cutTop(height(of: form.fields[index]))
            guard !top.isEmpty else { return }
            draw(form.fields[index], isFocused: form.focus == .field(index), in: top, on: &canvas)
            rest = below
        }
    }

    private func height(of field: Form.Field) -> Int {
        field.definition.kind == .checklist ? field.definition.choices.count + 2 : 3
    }

    private func firstVisibleField(height: Int) -> Int {
        guard case .field(let focus) = form.focus else { return 0 }
        var first = focus
        var used = self.height(of: form.fields[focus])
        while first > 0, used + self.height(of: form.fields[first - 1]) <= height {
            first -= 1
            used += self.height(of: form.fields[first])
        }
        return first
    }

    private func draw(_ field: Form.Field, isFocused: Bool, in area: Rect, on canvas: inout Canvas) {
        let labelWidth = min(24, area.width / 3)
        let (row, below) = area.cutTop(1)
        if isFocused { canvas.write("▌", at: Point(x: row.x - 1, y: row.y), style: theme.style(.focusBar)) }
        let label: DisplayText = "\(field.definition.label)\(field.definition.isRequired ? " *" : "")"
        canvas.write(label, in: row.cutLeft(labelWidth).left, style: theme.style(.fieldLabel))
        let input = row.inset(left: labelWidth)
        let noteRow: Rect
        switch field.definition.kind {
        case .text, .reason, .integer, .confirmation:
            canvas.draw(field.editor, in: input, isFocused: isFocused, theme: theme)
            noteRow = below
        case .choice:
            drawChoices(field, isFocused: isFocused, in: input, on: &canvas)
            noteRow = below.cutTop(1).top
        case .checklist:
            noteRow = drawChecklist(field, isFocused: isFocused, in: area.inset(left: labelWidth), on: &canvas)
        }
        let note = noteRow.inset(left: field.definition.kind == .checklist ? 0 : labelWidth)
        if let problem = field.problem {
            canvas.write(
                lines: DisplayText("✗ \(problem)").wrapped(to: note.width), in: note, style: theme.style(.fieldError))
        } else {
            canvas.write(lines: DisplayText(field.definition.help).wrapped(to: note.width), in: note, style: dim)
        }
    }

    private func drawChoices(_ field: Form.Field, isFocused: Bool, in row: Rect, on canvas: inout Canvas) {
        let choices = field.definition.choices
        let choice = choices.indices.contains(field.choice) ? choices[field.choice] : ""
        let style = theme.style(isFocused ? .fieldFocused : .field)
        canvas.fill(row, style: style)
        canvas.write("← \(choice) →", in: row, style: style)
        if isFocused { canvas.cursor = row.origin }
    }

    private func drawChecklist(
        _ field: Form.Field, isFocused: Bool, in area: Rect, on canvas: inout Canvas
    ) -> Rect {
        var rest = area
        for (index, item) in field.definition.choices.enumerated() {
            let (row, below) = rest.cutTop(1)
            rest = below
            let mark: DisplayText = field.checked.contains(item) ? "[x]" : "[ ]"
            let isCurrent = isFocused && index == field.choice
            canvas.write("\(mark) \(item)", in: row, style: theme.style(isCurrent ? .fieldFocused : .text))
            if isCurrent, !row.isEmpty { canvas.cursor = row.origin }
        }
        return rest.cutTop(1).top
    }

    private func drawFoot(in area: Rect, on canvas: inout Canvas) {
        canvas.horizontalHairline(y: area.minY, columns: area.columns, style: theme.style(.dialogHairline))
        let buttons = area.inset(top: 1).cutTop(1).top
        var x = buttons.x + 1
        for (label, focus) in [(Words.Form.cancel, Form.State.Focus.cancel), (Words.Form.review, .review)] {
            let isFocused = form.focus == focus
            if isFocused {
                canvas.write("▌", at: Point(x: x - 1, y: buttons.y), style: theme.style(.focusBar))
                canvas.cursor = Point(x: x, y: buttons.y)
            }
            x =
                canvas.write(
                    "[ \(label) ]", at: Point(x: x, y: buttons.y),
                    style: theme.style(isFocused ? .buttonFocused : .button), in: buttons) + 2
        }
        canvas.write(Words.Form.nothingSent, in: buttons.inset(left: x - buttons.x, right: 1), style: dim)
    }
}
