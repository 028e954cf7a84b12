// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A value that a request of the workflow carries, enough to draw and check a form.
public struct WorkflowField: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
        case text
        case reason
        case choice
        case integer
        case checklist
        case confirmation
    }

    /// The argument's name, also the command line's option, e.g. `tenant`.
    public var name: String
    public var label: String
    public var kind: Kind
    public var isRequired: Bool
    /// Characters for text, non-blank characters for a reason, the value for an integer.
    public var minimum: Int?
    public var maximum: Int?
    /// For choices and checklists.
    public var choices: [String]
    public var defaultValue: String?
    public var help: String
    /// For a confirmation: the field whose value has to be typed again.
    public var confirms: String?

    public init(
        name: String, label: String, kind: Kind, isRequired: Bool, minimum: Int? = nil, maximum: Int? = nil,
        choices: [String] = [], defaultValue: String? = nil, help: String = "",
        confirms: String? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.minimum = minimum
        self.maximum = maximum
        self.choices = choices
        self.defaultValue = defaultValue
        self.help = help
        self.confirms = confirms
    }
}
