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

    /// Severity and title, below them when it was and what it was about. Three rows where there is room for words.
    func summary(number: Int, item: Int, width: Int) -> [Line] {
        var head = StyledText(DisplayText(number < 10 ? "0\(number)" : "\(number)").fitted(to: 3), dim)
        let badge = Badge(event.severity)
        head.append(badge.text.fitted(to: 12), theme.style(badge.role))
        let title = theme.style(.textStrong)
        let text = DisplayText(event.title).truncated(to: max(8, width - 2 - head.width), at: .middle)
        head.append(text.styled(title, escapes: theme.style(.textEscaped)))
        // The time stands below the severity, so that the words begin in one column.
        var about = StyledText("   \(event.recordedAt.briefText(now: now).fitted(to: 12))", dim)
        var lines = [Line(head, item: item)]
        if width >= 100 {
            var category = StyledText(DisplayText.repeating(" ", count: about.width), dim)
            about.append(detail)
            lines.append(Line(about, item: item))
            category.append(Words.Event.category(event.category, event.severity), dim)
            category.append(marks(separator: " · "))
            lines.append(Line(category, item: item))
        } else {
            about.append("\(event.category)", dim)
            if !detail.isEmpty {
                about.append(" · ", dim)
                about.append(detail)
            }
            // Who it was, a refusal and a claim stand below one another.
            lines.append(Line(about, trailing: marks(separator: nil), item: item))
        }
        return lines
    }

    private var dim: Style { theme.style(.textDim) }

    private var detail: StyledText {
        let resource = event.resourceID == event.actorUsername ? nil : event.resourceID
        return DisplayText(event.detail ?? resource ?? "").styled(dim, escapes: theme.style(.textEscaped))
    }

    /// Who, and whatever makes the event different from an ordinary one: a refusal, a claim.
    ///
    /// `first` stands before the first of them; nil where they begin something.
    func marks(separator first: DisplayText?) -> StyledText {
        var text = StyledText()
        var separator = first ?? ""
        if let actor = event.actorUsername {
            text.append(separator, dim)
            separator = " · "
            text.append(DisplayText(actor).styled(dim, escapes: theme.style(.textEscaped)))
        }
        if event.outcome != .succeeded {
            let badge = Badge(event.outcome)
            text.append(separator, dim)
            separator = " · "
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
