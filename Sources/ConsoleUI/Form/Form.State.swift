// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

extension Form {
    /// What the form states.
    enum Subject: Sendable, Equatable {
        case request(Workflow)
        /// The revision of a package, or the first draft of one: nil.
        case package(DeploymentPackage?)
        /// An open request that is stated anew.
        case amendment(GovernanceRequest, Workflow)

        /// Under which its draft is kept.
        var key: String {
            switch self {
            case .request(let workflow): workflow.key
            case .package(let package): "draft \(package?.name ?? "")"
            case .amendment(let request, _): "amend \(request.id)"
            }
        }
    }

    struct State: Sendable, Equatable {
        /// What has the keyboard.
        enum Focus: Sendable, Equatable {
            case field(Int)
            case cancel
            case review
        }

        var subject: Subject
        var fields: [Field]
        var focus: Focus

        /// The leases are those that can be chosen; where none is known, a lease is typed.
        init(_ workflow: Workflow, leases: [String] = []) {
            subject = .request(workflow)
            var fields = workflow.fields.map { field in
                guard field.name == "lease", field.kind == .text, !leases.isEmpty else { return Field(field) }
                var choice = field
                choice.kind = .choice
                choice.choices = leases
                return Field(choice)
            }
            if !fields.contains(where: { $0.definition.kind == .reason }) {
                // Every opening needs a reason, whether or not the catalog lists it among the fields.
                fields.append(Field(Form.reasonField))
            }
            self.fields = fields
            focus = .field(0)
        }

        init(drafting package: DeploymentPackage?) {
            subject = .package(package)
            fields = Form.packageFields(of: package).map { Field($0) }
            focus = .field(0)
        }

        /// What a request has stated so far; what it is about stays, and was confirmed.
        init(amending request: GovernanceRequest, of workflow: Workflow) {
            self.init(workflow)
            subject = .amendment(request, workflow)
            let stated = request.arguments
            fields.removeAll { field in
                let definition = field.definition
                return definition.kind == .confirmation
                    || stated[definition.name] == request.subject.map(JSONValue.string)
            }
            for index in fields.indices {
                let definition = fields[index].definition
                if definition.kind == .reason {
                    fields[index].begin(with: .string(request.reason))
                } else if let value = stated[definition.name] {
                    fields[index].begin(with: value)
                }
            }
        }

        /// The workflow of the request that is stated; nil for a package's draft.
        var workflow: Workflow? {
            switch subject {
            case .request(let workflow), .amendment(_, let workflow): workflow
            case .package: nil
            }
        }

        /// The request as it would be; nil for a package's draft.
        var draft: RequestDraft? {
            guard let workflow else { return nil }
            var arguments: [String: JSONValue] = [:]
            if case .amendment(let request, _) = subject {
                arguments = request.arguments
                // The target is typed to confirm the amendment, which confirms it here.
                for definition in workflow.fields where definition.kind == .confirmation {
                    arguments[definition.name] = request.subject.map(JSONValue.string)
                }
            }
            for field in fields where field.definition.kind != .reason {
                arguments[field.definition.name] = field.value
            }
            return RequestDraft(workflowKey: workflow.key, arguments: arguments, reason: reason)
        }

        var reason: String {
            fields.first { $0.definition.kind == .reason }?.editor.text.trimmingSpaces ?? ""
        }

        /// Whether anything was entered that is worth keeping.
        var isTouched: Bool { fields.contains(where: \.isTouched) }

        /// What a confirmation has to repeat, exactly; nil where that was not stated yet or the field is none.
        func confirmedValue(of index: Int) -> String? {
            guard let name = fields[index].definition.confirms,
                case .string(let text)? = fields.first(where: { $0.definition.name == name })?.value
            else { return nil }
            return text
        }

        /// Checks all fields and puts the focus on the first that cannot be taken.
        ///
        /// - Returns: Whether all can be taken.
        mutating func validate() -> Bool {
            for index in fields.indices {
                fields[index].isSettled = true
                fields[index].problem = problem(of: index)
            }
            guard let index = fields.firstIndex(where: { $0.problem != nil }) else { return true }
            focus = .field(index)
            return false
        }

        /// After an edit: a field that was left once, or could be taken once, says at once what is wrong with it.
        mutating func noteEdit(of index: Int) {
            for other in fields.indices where other == index || fields[other].definition.kind == .confirmation {
                let problem = problem(of: other)
                if problem == nil, other == index, fields[other].isTouched { fields[other].isSettled = true }
                fields[other].problem = fields[other].isSettled ? problem : nil
            }
        }

        /// Moves the focus through all fields and buttons.
        mutating func moveFocus(by delta: Int) {
            var stops: [Focus] = fields.indices.map { .field($0) }
            stops += [.cancel, .review]
            let current = stops.firstIndex(of: focus) ?? 0
            move(to: stops[(current + delta + stops.count) % stops.count])
        }

        /// Puts the focus somewhere; the field that is left says at once if its value cannot be taken.
        mutating func move(to stop: Focus) {
            if case .field(let index) = focus, focus != stop, fields[index].isTouched || fields[index].isSettled {
                fields[index].isSettled = true
                fields[index].problem = problem(of: index)
            }
            focus = stop
        }

        /// Takes over what was entered into another form of the same kind.
        mutating func adopt(_ draft: State) {
            for (index, field) in fields.enumerated() {
                guard let kept = draft.fields.first(where: { $0.definition.name == field.definition.name }),
                    kept.isTouched
                else { continue }
                fields[index].enter(kept.enteredText)
                fields[index].checked = kept.checked.intersection(field.definition.choices)
            }
            for index in fields.indices where fields[index].isSettled { fields[index].problem = problem(of: index) }
        }

        private func problem(of index: Int) -> String? {
            fields[index].validate(confirmed: confirmedValue(of: index))
        }
    }

    static let reasonField = WorkflowField(
        name: "reason", label: Words.Form.reasonLabel, kind: .reason, isRequired: true, minimum: reasonMinimum,
        maximum: reasonMaximum, help: Words.Form.reasonHelp)
}
