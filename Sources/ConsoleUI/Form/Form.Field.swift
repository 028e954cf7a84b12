// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The form in which a request of a workflow is stated.
enum Form {
    /// One field with what was entered.
    struct Field: Sendable, Equatable {
        var definition: WorkflowField
        var editor: LineEditor
        /// The ticked items of a checklist.
        var checked: Set<String> = []
        /// The choice or item in focus.
        var choice = 0
        /// Why the value cannot be taken; shown once the field was left or the form was to be sent.
        var problem: String?

        init(_ definition: WorkflowField) {
            self.definition = definition
            let initial = definition.defaultValue ?? ""
            editor = LineEditor(initial)
            if definition.kind == .choice { choice = definition.choices.firstIndex(of: initial) ?? 0 }
        }

        /// Whether it is a line to type in.
        var takesText: Bool {
            switch definition.kind {
            case .text, .reason, .integer, .confirmation: true
            case .choice, .checklist: false
            }
        }

        /// What would be sent; nil where the field is left empty.
        var value: JSONValue? {
            let text = editor.text.trimmingSpaces
            switch definition.kind {
            case .text, .reason, .confirmation: return text.isEmpty ? nil : .string(text)
            case .integer: return text.isEmpty ? nil : Int64(text).map(JSONValue.integer) ?? .string(text)
            case .choice:
                let choices = definition.choices
                return choices.indices.contains(choice) ? .string(choices[choice]) : nil
            case .checklist:
                return .array(definition.choices.filter(checked.contains).map(JSONValue.string))
            }
        }

        /// Why the value cannot be taken, naming the field; nil where it can.
        func validate() -> String? {
            let text = editor.text.trimmingSpaces
            let label = definition.label
            switch definition.kind {
            case .text, .confirmation:
                if text.isEmpty { return definition.isRequired ? Words.Form.required(label) : nil }
                return lengthProblem(text.count)
            case .reason:
                if text.isEmpty, !definition.isRequired { return nil }
                let minimum = definition.minimum ?? Form.reasonMinimum
                if text.nonBlankCount < minimum {
                    return Words.Form.reasonTooShort(label, minimum: minimum, count: text.nonBlankCount)
                }
                return definition.maximum.flatMap { text.count > $0 ? Words.Form.tooLong(label, maximum: $0) : nil }
            case .integer: return integerProblem(text)
            case .choice:
                return definition.isRequired && value == nil ? Words.Form.required(label) : nil
            case .checklist:
                let missing = definition.choices.filter { !checked.contains($0) }
                return definition.isRequired && !missing.isEmpty ? Words.Form.unticked(label, missing) : nil
            }
        }

        private func lengthProblem(_ count: Int) -> String? {
            if let minimum = definition.minimum, count < minimum {
                return Words.Form.tooShort(definition.label, minimum: minimum)
            }
            if let maximum = definition.maximum, count > maximum {
                return Words.Form.tooLong(definition.label, maximum: maximum)
            }
            return nil
        }

        private func integerProblem(_ text: String) -> String? {
            let label = definition.label
            if text.isEmpty { return definition.isRequired ? Words.Form.required(label) : nil }
            guard let number = Int(text) else { return Words.Form.notANumber(label) }
            if let minimum = definition.minimum, number < minimum {
                return Words.Form.outOfRange(label, minimum: definition.minimum, maximum: definition.maximum)
            }
            if let maximum = definition.maximum, number > maximum {
                return Words.Form.outOfRange(label, minimum: definition.minimum, maximum: definition.maximum)
            }
            return nil
        }
    }

    /// Non-blank characters that a reason needs where the catalog says nothing else.
    static let reasonMinimum = 10
}
