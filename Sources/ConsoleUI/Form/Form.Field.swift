// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The form in which a request of a workflow, or the revision of a package, is stated.
enum Form {
    /// One field with what was entered.
    struct Field: Sendable, Equatable {
        var definition: WorkflowField
        var editor: LineEditor
        /// The ticked items of a checklist.
        var checked: Set<String> = []
        /// The choice or item in focus.
        var choice = 0
        /// Whether the choice in focus was made rather than only looked at: nothing is chosen by itself.
        var isChosen = false
        /// Whether faults are said while typing: once the field was left, or held a value that can be taken.
        var isSettled = false
        /// Why the value cannot be taken.
        var problem: String?

        init(_ definition: WorkflowField) {
            self.definition = definition
            let initial = definition.defaultValue ?? ""
            editor = LineEditor(initial)
            if definition.kind == .choice, let index = definition.choices.firstIndex(of: initial) {
                choice = index
                isChosen = true
            }
        }

        /// Whether it is a line to type in.
        var takesText: Bool {
            switch definition.kind {
            case .text, .reason, .integer, .confirmation: true
            case .choice, .checklist: false
            }
        }

        /// Whether anything was entered that is worth keeping.
        var isTouched: Bool {
            switch definition.kind {
            case .text, .reason, .integer, .confirmation: editor.text != definition.defaultValue ?? ""
            case .choice: isChosen && definition.choices[choice] != definition.defaultValue
            case .checklist: !checked.isEmpty
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
                return isChosen && choices.indices.contains(choice) ? .string(choices[choice]) : nil
            case .checklist:
                return .array(definition.choices.filter(checked.contains).map(JSONValue.string))
            }
        }

        /// The value as it was entered, to be carried into another form.
        var enteredText: String {
            if case .string(let text)? = value, definition.kind == .choice { return text }
            return editor.text
        }

        /// The value that the field has to begin with.
        mutating func begin(with value: JSONValue) {
            switch value {
            case .string(let text):
                definition.defaultValue = text
                enter(text)
            case .integer(let number):
                definition.defaultValue = String(number)
                enter(String(number))
            case .array(let items):
                checked = Set(items.compactMap { if case .string(let text) = $0 { text } else { nil } })
            case .null, .bool, .double, .object: break
            }
        }

        /// Makes a choice, or ticks an item or takes its tick away.
        mutating func pick(_ index: Int) {
            choice = index
            if definition.kind == .checklist {
                checked.formSymmetricDifference([definition.choices[index]])
            } else {
                isChosen = true
            }
        }

        /// Enters a value as if it had been typed or chosen; a choice that is not known yet is added.
        mutating func enter(_ text: String) {
            if definition.kind == .choice {
                if !definition.choices.contains(text) { definition.choices.append(text) }
                choice = definition.choices.firstIndex(of: text) ?? 0
                isChosen = true
            } else {
                editor = LineEditor(text)
            }
            isSettled = !text.isEmpty
        }
    }

    /// Non-blank characters that a reason needs where the catalog says nothing else.
    static let reasonMinimum = 10
    /// The most characters of a reason or a note.
    static let reasonMaximum = 2_000
}
