// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A review in words: what exactly is done or signed, by whom, until when.
struct ReviewLines {
    let state: Console.State
    let theme: Theme
    let width: Int

    static let labelWidth = 20
    var dim: Style { theme.style(.textDim) }
    var room: Int { max(8, width - 3) }

    func lines(of review: Review.State) -> [Line] {
        switch review.subject {
        case .opening(let draft, let workflow):
            return lines(of: draft, workflow, review.package) + command(of: review)
        case .request(let request, _): return lines(of: request, command: command(of: review))
        case .step(let step): return lines(of: step) + command(of: review)
        case .drafting(let draft): return lines(of: draft) + command(of: review)
        case .amending(let draft, let request, let workflow):
            return lines(of: draft, amending: request, workflow) + command(of: review)
        case .loading: return [Line(Words.Review.loading, dim)]
        case .missing(let id, let problem):
            let text = problem.map { DisplayText("✗ \($0.message)") } ?? Words.Review.missingRequest(id)
            return text.wrapped(to: room).map { Line($0, dim) }
        }
    }

    /// What is live now, and what is not: it is recorded with the action and does not block it.
    func coverageNow() -> [Line] {
        guard let coverage = state.sources.coverage else { return [] }
        let missing = state.sources.definitions.compactMap { definition -> DisplayText? in
            let status = state.sources.statuses[definition.name]
            guard status?.state != .live else { return nil }
            return "\(definition.name) \(Badge(status?.state).word)"
        }
        var text = Words.Review.coverage("\(coverage.live)/\(coverage.total)")
        if !missing.isEmpty { text += ": \(missing.joined(separator: ", "))" }
        return field(Words.Labels.coverageNow, text)
    }

    /// The same by the command line.
    func command(of review: Review.State) -> [Line] {
        guard let action = review.action else { return [] }
        return [Line(), heading(Words.Review.command)] + code(state.twin.line(for: action))
    }

    // MARK: Rows

    func heading(_ text: DisplayText) -> Line { Line(text, theme.style(.title).adding(.bold)) }

    func field(_ label: DisplayText, _ value: String, isStrong: Bool = false) -> [Line] {
        let style = theme.style(isStrong ? .textStrong : .text)
        var lines = rows(label, DisplayText.lines(of: value), style: style)
        if !mixedScripts(of: value).isEmpty {
            lines.append(Line(Words.Event.mixedScripts, theme.style(.textSuspicious)))
        }
        return lines
    }

    func field(_ label: DisplayText, _ value: String, _ moment: Timestamp) -> [Line] {
        field(label, "\(value), \(moment.zonedText)" as DisplayText)
    }

    func field(_ label: DisplayText, _ value: DisplayText) -> [Line] {
        rows(label, [value], style: theme.style(.text))
    }

    /// Numbered or ticked entries below one label.
    func list(_ label: DisplayText, _ entries: [DisplayText], isStrong: Bool = true) -> [Line] {
        entries.enumerated().flatMap { index, entry in
            rows(index == 0 ? label : "", [entry], style: theme.style(isStrong ? .textStrong : .text))
        }
    }

    func rows(_ label: DisplayText, _ values: [DisplayText], style: Style, labelWidth: Int = labelWidth) -> [Line] {
        let label = label.truncated(to: labelWidth - 1, at: .middle)
        return DisplayText.wrapped(values, to: max(8, room - labelWidth)).enumerated().map { index, part in
            var text = StyledText((index == 0 ? label : "").padded(to: labelWidth), dim)
            text.append(part.styled(style, escapes: theme.style(.textEscaped)))
            return Line(text)
        }
    }

    func standing(_ badge: Badge, _ words: DisplayText) -> Line {
        var text = StyledText(Words.Labels.state.padded(to: Self.labelWidth), dim)
        text.append(badge.text, theme.style(badge.role))
        text.append(words, theme.style(.text))
        return Line(text)
    }

    /// Text cut into rows of equal length, with nothing added and nothing left out.
    func code(_ text: String) -> [Line] {
        var lines: [Line] = []
        for paragraph in DisplayText.lines(of: text) {
            var rest = paragraph
            repeat {
                var part = rest.prefix(room)
                if part.isEmpty { part = rest }
                lines.append(Line(part.styled(theme.style(.textCode), escapes: theme.style(.textEscaped))))
                rest = rest.dropping(part.width)
            } while !rest.isEmpty
        }
        return lines
    }
}
