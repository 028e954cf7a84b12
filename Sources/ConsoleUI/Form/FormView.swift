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
        let inner = DialogArea(in: state).width - 2
        let head = head(width: inner)
        let fields = form.fields.indices.map { field($0, width: inner) }
        let rows = fields.reduce(0) { $0 + $1.height + 1 }
        let dialog = DialogArea(in: state, rows: head.count + 1 + rows + 2)
        dialog.draw(title, in: state, theme: theme, on: &canvas)
        let (body, foot) = dialog.body.cutBottom(2)
        drawBody(fields, head: head, in: body.inset(horizontal: 1), on: &canvas)
        drawFoot(in: foot, on: &canvas)
    }

    private var title: DisplayText {
        switch form.subject {
        case .request(let workflow): Words.Form.title(workflow)
        case .package(let package): Words.Form.draftTitle(package)
        case .amendment(let request, _): Words.Form.amendTitle(request)
        }
    }

    /// What the workflow is for and what it demands.
    private func head(width: Int) -> [DisplayText] {
        switch form.subject {
        case .request(let workflow):
            DisplayText(workflow.description).wrapped(to: width)
                + DisplayText("\(workflow.requiredRole). \(workflow.condition).").wrapped(to: width)
        case .package: Words.Form.draftAbout.wrapped(to: width)
        case .amendment(let request, let workflow):
            Words.Form.amendAbout(request).wrapped(to: width)
                + DisplayText("\(workflow.requiredRole). \(workflow.condition).").wrapped(to: width)
        }
    }

    private func field(_ index: Int, width: Int) -> FormFieldView {
        FormFieldView(
            field: form.fields[index], index: index, confirmed: form.confirmedValue(of: index),
            notes: notes(of: form.fields[index]),
            isFocused: form.focus == .field(index), width: width, theme: theme)
    }

    /// What there is to know about each choice.
    private func notes(of field: Form.Field) -> [String: DisplayText] {
        guard field.definition.name == "lease" else { return [:] }
        return Dictionary(
            state.workflows.leases.map { lease in
                (lease.name, "\(Words.Leases.cap(lease)), \(Words.Leases.lock(lease, now: state.now))")
            }, uniquingKeysWith: { first, _ in first })
    }

    private func drawBody(_ fields: [FormFieldView], head: [DisplayText], in area: Rect, on canvas: inout Canvas) {
        var rest = area
        let packed = fields.reduce(0) { $0 + $1.height }
        // A short terminal shows the fields rather than what they are for, and sets them closer.
        if area.height >= head.count + 1 + packed {
            let used = canvas.write(lines: head, in: rest, style: dim)
            rest = rest.inset(top: used + 1)
        }
        let gap = rest.height >= packed + fields.count - 1 ? 1 : 0
        for field in fields.dropFirst(firstVisible(fields, height: rest.height)) {
            let (top, below) = rest.cutTop(field.height)
            guard !top.isEmpty else { return }
            field.draw(in: top, on: &canvas)
            rest = below.inset(top: gap)
        }
    }

    private func firstVisible(_ fields: [FormFieldView], height: Int) -> Int {
        let focus =
            switch form.focus {
            case .field(let index): index
            case .cancel, .review: fields.count - 1
            }
        var first = focus
        var used = fields[focus].height
        while first > 0, used + fields[first - 1].height <= height {
            first -= 1
            used += fields[first].height
        }
        return first
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
            let width = label.width + 4
            canvas.mark(
                Rect(x: x, y: buttons.y, width: width, height: 1).intersection(buttons),
                as: focus == .cancel ? Click.cancel : Click.review)
            x =
                canvas.write(
                    "[ \(label) ]", at: Point(x: x, y: buttons.y),
                    style: theme.style(isFocused ? .buttonFocused : .button), in: buttons) + 2
        }
        canvas.write(Words.Form.nothingSent, in: buttons.inset(left: x - buttons.x, right: 1), style: dim)
    }
}
