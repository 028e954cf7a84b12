// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// An event as rows of a list.
struct EventLines {
    let event: AuditEvent
    let now: Timestamp
    let theme: Theme

    /// Number, time, severity and title; below them what it was about. Three rows where there is room for words.
    func summary(number: Int, item: Int, width: Int) -> [Line] {
        var head = StyledText()
        head.append(number < 10 ? "0\(number)" : DisplayText(number), theme.style(.textDim))
        head.append("  \(event.recordedAt.briefText(now: now))  ", theme.style(.textDim))
        let badge = Badge(event.severity)
        head.append(badge.text.padded(to: 11), theme.style(badge.role))
        let title = theme.style(.textStrong)
        let text = DisplayText(event.title).truncated(to: max(8, width - 2 - head.width), at: .middle)
        head.append(text.styled(title, escapes: theme.style(.textEscaped)))
        let indent: DisplayText = "    "
        var lines = [Line(head, item: item)]
        if width >= 100 {
            var about = StyledText(indent, theme.style(.textDim))
            about.append(detail)
            lines.append(Line(about, item: item))
            var category = StyledText("\(indent)\(Words.Event.category(event.category, event.severity))", dim)
            category.append(marks(separator: " · "))
            lines.append(Line(category, item: item))
        } else {
            var about = StyledText(indent, dim)
            about.append("\(event.category)", dim)
            about.append(marks(separator: " · "))
            about.append(" · ", dim)
            about.append(detail)
            lines.append(Line(about, item: item))
        }
        return lines
    }

    private var dim: Style { theme.style(.textDim) }

    private var detail: StyledText {
        DisplayText(event.detail ?? event.resourceID ?? "").styled(dim, escapes: theme.style(.textEscaped))
    }

    /// Who, and whatever makes the event different from an ordinary one: a refusal, a claim.
    private func marks(separator: DisplayText) -> StyledText {
        var text = StyledText()
        if let actor = event.actorUsername {
            text.append(separator, dim)
            text.append(DisplayText(actor).styled(dim, escapes: theme.style(.textEscaped)))
        }
        if event.outcome != .succeeded {
            let badge = Badge(event.outcome)
            text.append(separator, dim)
            text.append(badge.text, theme.style(badge.role))
            if let code = event.errorCode { text.append(" \(code)", theme.style(badge.role)) }
        }
        if let origin = event.origin {
            text.append(separator, dim)
            text.append(Words.Event.reported(origin), theme.style(.chipReported))
        }
        return text
    }
}
