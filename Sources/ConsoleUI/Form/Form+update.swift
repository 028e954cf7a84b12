// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// Opens the form of a workflow, with what was entered there before.
    mutating func openForm(_ workflow: Workflow) -> [Console.Effect] {
        let offer = rules.offer(.open(workflow))
        guard offer.canBeAttempted else {
            inform(Words.Notices.unavailable(DisplayText(workflow.title), DisplayText(offer.reason ?? "")), .warning)
            return []
        }
        var form = workflows.drafts[workflow.key] ?? Form.State(workflow)
        form.focus = .field(0)
        dialogs.append(.form(form))
        return [.discardInput]
    }

    mutating func handleFormKey(_ event: KeyEvent, form: Form.State, at index: Int) -> [Console.Effect] {
        var form = form
        switch event {
        case KeyEvent(.escape), .control("c"): return leaveForm(form)
        case .control("s"): return reviewForm(form, at: index)
        case KeyEvent(.tab), KeyEvent(.down): form.moveFocus(by: 1)
        case KeyEvent(.backTab), KeyEvent(.up): form.moveFocus(by: -1)
        case KeyEvent(.enter):
            switch form.focus {
            case .field: form.moveFocus(by: 1)
            case .cancel: return leaveForm(form)
            case .review: return reviewForm(form, at: index)
            }
        default:
            if case .field(let field) = form.focus { form.fields[field].handle(event) }
        }
        dialogs[index] = .form(form)
        return []
    }

    mutating func pasteIntoForm(_ text: String, form: Form.State, at index: Int) {
        guard case .field(let field) = form.focus, form.fields[field].takesText,
            form.fields[field].definition.kind != .confirmation
        else {
            inform(Words.Notices.pasteRefused, .warning)
            return
        }
        var form = form
        form.fields[field].editor.insert(text)
        form.fields[field].problem = nil
        dialogs[index] = .form(form)
    }

    private mutating func leaveForm(_ form: Form.State) -> [Console.Effect] {
        dialogs.removeLast()
        keepDraft(form)
        if form.isTouched { inform(Words.Form.draftKept) }
        return []
    }

    mutating func keepDraft(_ form: Form.State) {
        workflows.drafts[form.workflow.key] = form.isTouched ? form : nil
    }

    private mutating func reviewForm(_ form: Form.State, at index: Int) -> [Console.Effect] {
        var form = form
        let isValid = form.validate()
        if isValid { form.focus = .review }
        dialogs[index] = .form(form)
        keepDraft(form)
        guard isValid else { return [] }
        dialogs.append(.review(Review.State(opening: form.draft, workflow: form.workflow)))
        return [.discardInput]
    }
}

extension Form.Field {
    mutating func handle(_ event: KeyEvent) {
        if takesText {
            if editor.handle(event) { problem = nil }
            return
        }
        let choices = definition.choices
        guard !choices.isEmpty else { return }
        switch event {
        case KeyEvent(.left): choice = max(0, choice - 1)
        case KeyEvent(.right): choice = min(choices.count - 1, choice + 1)
        case .character(" "):
            if definition.kind == .checklist {
                checked.formSymmetricDifference([choices[choice]])
            } else {
                choice = (choice + 1) % choices.count
            }
        default: return
        }
        problem = nil
    }
}
