// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

extension Form {
    struct State: Sendable, Equatable {
        /// What has the keyboard.
        enum Focus: Sendable, Equatable {
            case field(Int)
            case cancel
            case review
        }

        var workflow: Workflow
        var fields: [Field]
        var focus: Focus

        init(_ workflow: Workflow) {
            self.workflow = workflow
            var fields = workflow.fields.map { Field($0) }
            if !fields.contains(where: { $0.definition.kind == .reason }) {
                // Every opening needs a reason, whether or not the catalog lists it among the fields.
                fields.append(
                    Field(
                        WorkflowField(
                            name: "reason", label: Words.Form.reasonLabel, kind: .reason, isRequired: true,
                            minimum: Form.reasonMinimum, help: Words.Form.reasonHelp)))
            }
            self.fields = fields
            focus = .field(0)
        }

        /// What would be sent.
        var draft: RequestDraft {
            var arguments: [String: JSONValue] = [:]
            var reason = ""
            for field in fields {
                if field.definition.kind == .reason, reason.isEmpty {
                    reason = field.editor.text.trimmingSpaces
                } else if let value = field.value {
                    arguments[field.definition.name] = value
                }
            }
            return RequestDraft(workflowKey: workflow.key, arguments: arguments, reason: reason)
        }

        /// Whether anything was entered that is worth keeping.
        var isTouched: Bool {
            fields.contains { $0 != Field($0.definition) }
        }

        /// Checks all fields and puts the focus on the first that cannot be taken.
        ///
        /// - Returns: Whether all can be taken.
        mutating func validate() -> Bool {
            for index in fields.indices { fields[index].problem = fields[index].validate() }
            guard let index = fields.firstIndex(where: { $0.problem != nil }) else { return true }
            focus = .field(index)
            return false
        }

        /// Moves the focus; the field that is left says at once if its value cannot be taken.
        mutating func moveFocus(by delta: Int) {
            var stops: [Focus] = fields.indices.map { .field($0) }
            stops += [.cancel, .review]
            let current = stops.firstIndex(of: focus) ?? 0
            if case .field(let index) = focus, fields[index].takesText, !fields[index].editor.isEmpty {
                fields[index].problem = fields[index].validate()
            }
            focus = stops[(current + delta + stops.count) % stops.count]
        }
    }
}
