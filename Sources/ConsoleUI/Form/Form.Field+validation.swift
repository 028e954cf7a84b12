// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

extension Form.Field {
    /// Why the value cannot be taken, naming the field and the remedy; nil where it can.
    ///
    /// - Parameter confirmed: For a confirmation, what has to be typed again; nil where that was not stated yet.
    /// - Returns: Words for a person.
    func validate(confirmed: String? = nil) -> String? {
        let text = editor.text.trimmingSpaces
        let label = definition.label
        switch definition.kind {
        case .text:
            if text.isEmpty { return definition.isRequired ? Words.Form.required(label) : nil }
            return lengthProblem(text.count)
        case .confirmation:
            if text.isEmpty { return definition.isRequired ? Words.Form.required(label) : nil }
            guard let confirmed else { return lengthProblem(text.count) }
            return text == confirmed ? nil : Words.Form.mismatch(label, confirmed)
        case .reason:
            if text.isEmpty, !definition.isRequired { return nil }
            let minimum = definition.minimum ?? Form.reasonMinimum
            if text.nonBlankCount < minimum {
                return Words.Form.reasonTooShort(label, minimum: minimum, count: text.nonBlankCount)
            }
            return definition.maximum.flatMap { text.count > $0 ? Words.Form.tooLong(label, maximum: $0) : nil }
        case .integer: return integerProblem(text)
        case .choice:
            return definition.isRequired && value == nil ? Words.Form.choose(label) : nil
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
        let isBelow = definition.minimum.map { number < $0 } ?? false
        let isAbove = definition.maximum.map { number > $0 } ?? false
        guard isBelow || isAbove else { return nil }
        return Words.Form.outOfRange(label, minimum: definition.minimum, maximum: definition.maximum)
    }

    /// Characters that a long text may still get; nil for the other fields.
    var charactersLeft: Int? {
        guard definition.kind == .reason || definition.kind == .text, let maximum = definition.maximum else {
            return nil
        }
        return maximum - editor.text.trimmingSpaces.count
    }
}
