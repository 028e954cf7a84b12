// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension EventFilter {
    /// The two bounds on the time of recording, as they are written.
    enum TimeBound: String, CaseIterable {
        case since
        case until
    }

    /// Every name that may stand before a colon.
    static var fieldNames: [String] { Field.allCases.map(\.rawValue) + TimeBound.allCases.map(\.rawValue) }

    /// The text as it must be written to be read as one value.
    static func quotedIfNeeded(_ text: String, always: Bool = false) -> String {
        let special: Set<Unicode.Scalar> = [",", "\"", ":", "\\"]
        let scalars = text.unicodeScalars
        let isPlain = !scalars.contains { $0.properties.isWhitespace || special.contains($0) }
        if let first = scalars.first, !["-", "<", ">", "="].contains(first), isPlain, !always { return text }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in scalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}

extension EventFilter.Field {
    /// The only words that the field takes; nil where any text is taken.
    public var words: [String]? {
        switch self {
        case .category: EventCategory.allCases.map(\.rawValue)
        case .severity: Severity.allCases.map(\.rawValue)
        case .outcome: EventOutcome.allCases.map(\.rawValue)
        case .stream: EventStream.allCases.map(\.rawValue)
        case .action, .actor, .correlation, .environment, .id, .origin, .package, .request, .resource, .surface,
            .tenant:
            nil
        }
    }
}

extension EventFilter: CustomStringConvertible {
    /// The canonical expression: terms, then text, then times. Reading it gives this filter again, provided that every
    /// part could have been read from an expression.
    public var description: String {
        var parts = terms.map(\.description) + phrases.map(\.description)
        if let since { parts.append("since:" + since.rfc3339) }
        if let until { parts.append("until:" + until.rfc3339) }
        return parts.joined(separator: " ")
    }
}

extension EventFilter.Term: CustomStringConvertible {
    public var description: String {
        let written = values.map { value in
            let isUnknownCategory = field == .category && !(field.words ?? []).contains(value)
            // Unquoted, an action in lower case would be read in upper case.
            let isLowerAction = field == .action && value != value.uppercased()
            return EventFilter.quotedIfNeeded(value, always: isUnknownCategory || isLowerAction)
        }
        return (isNegated ? "-" : "") + field.rawValue + ":" + (comparison == .equal ? "" : comparison.rawValue)
            + written.joined(separator: ",")
    }
}

extension EventFilter.Phrase: CustomStringConvertible {
    public var description: String {
        (isNegated ? "-" : "") + EventFilter.quotedIfNeeded(text)
    }
}
