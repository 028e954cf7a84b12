// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// Opens the form of a workflow by its key, with fields filled in by name; what was entered there before stays.
    mutating func openForm(_ key: String, prefilling: [String: String] = [:]) -> [Console.Effect] {
        guard let workflow = workflows.all.first(where: { $0.key == key }) else {
            inform(Words.Notices.noSuchWorkflow(key), .warning)
            return []
        }
        return openForm(workflow, prefilling: prefilling)
    }

    mutating func openForm(_ workflow: Workflow, prefilling: [String: String] = [:]) -> [Console.Effect] {
        let offer = rules.offer(.open(workflow))
        guard offer.canBeAttempted else {
            inform(Words.Notices.unavailable(DisplayText(workflow.title), DisplayText(offer.reason ?? "")), .warning)
            return []
        }
        let leases = workflows.leases.filter { !$0.isRevoked }.map(\.name)
        return show(Form.State(workflow, leases: leases), prefilling: prefilling)
    }

    /// Opens the form in which a package is revised, or drafted for the first time: nil.
    mutating func openDraft(of package: DeploymentPackage?) -> [Console.Effect] {
        let offer = rules.offer(.draft(package))
        guard offer.canBeAttempted else {
            inform(Words.Notices.unavailable(Words.Form.draftTitle(package), DisplayText(offer.reason ?? "")), .warning)
            return []
        }
        return show(Form.State(drafting: package))
    }

    /// Opens the form in which an open request is stated anew, with what it says now.
    mutating func openAmendment(of request: GovernanceRequest) -> [Console.Effect] {
        let offer = rules.offer(.amend(request))
        guard offer.canBeAttempted else {
            inform(
                Words.Notices.unavailable(Words.Review.name(of: .amend), DisplayText(offer.reason ?? "")), .warning)
            return []
        }
        guard let workflow = workflows.all.first(where: { $0.key == request.workflowKey }) else {
            inform(Words.Notices.noSuchWorkflow(request.workflowKey), .warning)
            return []
        }
        return show(Form.State(amending: request, of: workflow))
    }

    private mutating func show(_ form: Form.State, prefilling: [String: String] = [:]) -> [Console.Effect] {
        var form = form
        if let draft = workflows.drafts[form.subject.key] { form.adopt(draft) }
        for (index, field) in form.fields.enumerated() {
            guard let text = prefilling[field.definition.name], field.enteredText != text else { continue }
            form.fields[index].enter(text)
            // What confirmed another name confirms this one no more.
            for other in form.fields.indices where form.fields[other].definition.confirms == field.definition.name {
                form.fields[other] = Form.Field(form.fields[other].definition)
            }
        }
        let first = form.fields.firstIndex { prefilling[$0.definition.name] == nil }
        form.focus = .field(first ?? 0)
        dialogs.append(.form(form))
        return [.discardInput]
    }

    mutating func handleFormKey(_ event: KeyEvent, form: Form.State, at index: Int) -> [Console.Effect] {
        var form = form
        switch event {
        case KeyEvent(.escape), .control("c"): return leaveForm(form)
        case .control("s"): return reviewForm(form, at: index)
        case KeyEvent(.tab): form.moveFocus(by: 1)
        case KeyEvent(.backTab): form.moveFocus(by: -1)
        case KeyEvent(.down): if !form.moveInList(by: 1) { form.moveFocus(by: 1) }
        case KeyEvent(.up): if !form.moveInList(by: -1) { form.moveFocus(by: -1) }
        case KeyEvent(.enter):
            switch form.focus {
            case .field: form.moveFocus(by: 1)
            case .cancel: return leaveForm(form)
            case .review: return reviewForm(form, at: index)
            }
        default:
            if case .field(let field) = form.focus, form.fields[field].handle(event) { form.noteEdit(of: field) }
        }
        dialogs[index] = .form(form)
        keepDraft(form)
        return []
    }

    mutating func pasteIntoForm(_ text: String, form: Form.State, at index: Int) {
        guard case .field(let field) = form.focus, form.fields[field].takesText else {
            inform(Words.Notices.pasteRefused, .warning)
            return
        }
        guard form.fields[field].definition.kind != .confirmation else {
            inform(Words.Form.pasteDoesNotConfirm, .warning)
            return
        }
        var form = form
        form.fields[field].editor.insert(text)
        form.noteEdit(of: field)
        dialogs[index] = .form(form)
        keepDraft(form)
    }

    private mutating func leaveForm(_ form: Form.State) -> [Console.Effect] {
        dialogs.removeLast()
        keepDraft(form)
        if form.isTouched { inform(Words.Form.draftKept) }
        return []
    }

    /// What was typed is kept with every key: whatever takes the form away, it is there again when it comes back.
    mutating func keepDraft(_ form: Form.State) {
        workflows.drafts[form.subject.key] = form.isTouched ? form : nil
    }

    private mutating func reviewForm(_ form: Form.State, at index: Int) -> [Console.Effect] {
        var form = form
        let isValid = form.validate()
        if isValid { form.focus = .review }
        dialogs[index] = .form(form)
        keepDraft(form)
        guard isValid else { return [] }
        if case .amendment(let request, let workflow) = form.subject, let draft = form.draft {
            return [.discardInput] + showReview(Review.State(.amending(draft, request, workflow)))
        }
        if let draft = form.draft, let workflow = form.workflow {
            return [.discardInput] + showReview(Review.State(opening: draft, workflow: workflow))
        }
        guard let draft = PackageDraft(form) else { return [] }
        return [.discardInput] + showReview(Review.State(.drafting(draft)))
    }
}

extension Form.State {
    /// Moves within the list in focus.
    ///
    /// - Returns: false where the focus is on no list, or at its end: then it goes on to the next field.
    mutating func moveInList(by delta: Int) -> Bool {
        guard case .field(let index) = focus, !fields[index].takesText else { return false }
        let count = fields[index].definition.choices.count
        // The first arrow on a list of which nothing is chosen chooses what the focus stands on.
        if fields[index].definition.kind == .choice, !fields[index].isChosen, delta > 0, count > 0 {
            fields[index].isChosen = true
            noteEdit(of: index)
            return true
        }
        let wanted = fields[index].choice + delta
        guard (0..<count).contains(wanted) else { return false }
        fields[index].choice = wanted
        noteEdit(of: index)
        return true
    }
}

extension Form.Field {
    /// Whether the key changed the value.
    @discardableResult
    mutating func handle(_ event: KeyEvent) -> Bool {
        if takesText { return editor.handle(event) }
        let choices = definition.choices
        guard !choices.isEmpty else { return false }
        switch event {
        case KeyEvent(.left): choice = max(0, choice - 1)
        case KeyEvent(.right): choice = min(choices.count - 1, choice + 1)
        case .character(" "):
            if definition.kind == .checklist {
                checked.formSymmetricDifference([choices[choice]])
            } else if isChosen {
                choice = (choice + 1) % choices.count
            }
        default: return jump(to: event.typed)
        }
        isChosen = definition.kind == .choice
        return true
    }

    /// A letter goes to the next choice that begins with it.
    private mutating func jump(to letter: Character?) -> Bool {
        guard definition.kind == .choice, let letter = letter?.lowercased() else { return false }
        let order = definition.choices.indices.map { (choice + 1 + $0) % definition.choices.count }
        guard let found = order.first(where: { definition.choices[$0].lowercased().hasPrefix(letter) }) else {
            return false
        }
        choice = found
        isChosen = true
        return true
    }
}
