// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Every field of an event in words: title and detail first, then who, what and how it ended.
struct EventFields {
    let event: AuditEvent
    let now: Timestamp
    let theme: Theme

    static let labelWidth = 18
    private var dim: Style { theme.style(.textDim) }
    private var escaped: Style { theme.style(.textEscaped) }

    func lines(width: Int) -> [Line] { head(width: width) + body(width: width) }

    /// The title, how it ended, and the event's own words.
    func head(width: Int) -> [Line] {
        let width = max(20, width - 2)
        var lines = wrapped(event.title, style: theme.style(.textStrong).adding(.bold), width: width)
        lines.append(badges)
        if let origin = event.origin {
            lines.append(Line(Words.Event.reported(origin), theme.style(.chipReported)))
        }
        if let detail = event.detail, !detail.isEmpty {
            lines.append(Line())
            lines += wrapped(detail, style: theme.style(.text), width: width)
        }
        return lines
    }

    /// Every field that has a value, and what changed.
    func body(width: Int) -> [Line] {
        let width = max(20, width - 2)
        var lines = [Line()]
        for (label, value) in fields { lines += field(label, value, width: width) }
        return lines + changeLines(width: width)
    }

    private var badges: Line {
        let severity = Badge(event.severity)
        let outcome = Badge(event.outcome)
        var text = StyledText(severity.text, theme.style(severity.role))
        text.append("   ", dim)
        text.append(outcome.text, theme.style(outcome.role))
        text.append("   \(event.category)", dim)
        return Line(text)
    }

    private func field(_ label: DisplayText, _ value: String?, width: Int) -> [Line] {
        guard let value, !value.isEmpty else { return [] }
        let room = max(8, width - Self.labelWidth)
        let parts = DisplayText.wrapped(DisplayText.lines(of: value), to: room)
        return parts.enumerated().map { index, part in
            var text = StyledText((index == 0 ? label : "").padded(to: Self.labelWidth), dim)
            text.append(part.styled(theme.style(.text), escapes: escaped))
            if index == 0, !mixedScripts(of: value).isEmpty {
                text.append("  \(Words.Event.mixedScripts)", theme.style(.textSuspicious))
            }
            return Line(text)
        }
    }

    private func wrapped(_ text: String, style: Style, width: Int) -> [Line] {
        DisplayText.wrapped(DisplayText.lines(of: text), to: width).map { Line($0.styled(style, escapes: escaped)) }
    }

    // MARK: Changes

    /// `field  old → new`, a field a row.
    private func changeLines(width: Int) -> [Line] {
        guard case .object(let changes)? = event.changes, !changes.isEmpty else { return [] }
        var lines = [Line(), Line(Words.Event.changes, theme.style(.title).adding(.bold))]
        for (name, change) in changes.sorted(by: { $0.key < $1.key }) {
            var text = StyledText(DisplayText(name).padded(to: Self.labelWidth), dim)
            if case .object(let pair) = change, pair.keys.allSatisfy({ $0 == "old" || $0 == "new" }) {
                text.append(value(pair["old"]).styled(theme.style(.changeOld), escapes: escaped))
                text.append(" → ", dim)
                text.append(value(pair["new"]).styled(theme.style(.changeNew), escapes: escaped))
            } else {
                text.append(value(change).styled(theme.style(.changeNew), escapes: escaped))
            }
            lines += split(text, width: width)
        }
        return lines
    }

    private func value(_ value: JSONValue?) -> DisplayText {
        guard let value, value != .null else { return Words.Event.nothing }
        if case .string(let text) = value { return DisplayText(text) }
        return DisplayText(value.compactText)
    }

    /// A styled row that is too long goes on below its value.
    private func split(_ text: StyledText, width: Int) -> [Line] {
        guard text.width > width else { return [Line(text)] }
        var lines: [StyledText] = [StyledText()]
        for span in text.spans {
            var rest = span.text
            while !rest.isEmpty {
                let room = width - lines[lines.count - 1].width
                var part = rest.prefix(max(0, room))
                if part.isEmpty {
                    lines.append(StyledText(DisplayText.repeating(" ", count: Self.labelWidth), dim))
                    // A character wider than the whole row still has to go somewhere.
                    part = rest.prefix(max(2, width - Self.labelWidth))
                    if part.isEmpty { break }
                }
                lines[lines.count - 1].append(part, span.style)
                rest = rest.dropping(part.width)
            }
        }
        return lines.map { Line($0) }
    }
}

extension JSONValue {
    private static func quoted(_ character: Character) -> String {
        character == "\"" || character == "\\" ? "\\\(character)" : String(character)
    }

    /// JSON on one line with sorted keys, for showing.
    var compactText: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): String(value)
        case .string(let value): "\"\(value.map(Self.quoted).joined())\""
        case .array(let values): "[\(values.map(\.compactText).joined(separator: ", "))]"
        case .object(let object):
            "{\(object.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.compactText)" }.joined(separator: ", "))}"
        }
    }
}
