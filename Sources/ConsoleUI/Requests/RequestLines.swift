// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A request as rows of a list.
struct RequestLines {
    let request: GovernanceRequest
    let now: Timestamp
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }

    /// What waits for the reader; nil where nothing does.
    var duty: RequestDuty?

    var target: String { request.subject ?? "" }

    private var heading: StyledText {
        var text = StyledText()
        if !target.isEmpty {
            text.append(DisplayText(target).styled(theme.style(.textStrong), escapes: theme.style(.textEscaped)))
            if !mixedScripts(of: target).isEmpty {
                text.append(" \(Words.Event.mixedScripts)", theme.style(.textSuspicious))
            }
            text.append("  ", dim)
        }
        text.append(DisplayText(request.workflowTitle), dim)
        return text
    }

    /// What, for whom; below it who signed, what is missing, and until when.
    func summary(item: Int) -> [Line] {
        let badge = Badge(request.state)
        var head = StyledText("\(badge.glyph) ", theme.style(badge.role))
        head.append(heading)
        var below = StyledText("  ", dim)
        if let duty { below.append("→ \(Words.Requests.duty(duty))  ", theme.style(.requestWaiting).adding(.bold)) }
        if request.isVoided, request.state.isOpen {
            below.append("! \(Words.Requests.mustSignAgain) · ", theme.style(.noticeWarning))
        }
        if request.state.isOpen {
            below.append(Words.Requests.awaits(request), theme.style(.requestWaiting))
            if !request.signatures.isEmpty { below.append(" · \(Words.Requests.signed(request.signatures))", dim) }
            below.append(" · \(Words.Requests.requested(request.requesterName, age))", dim)
        } else {
            if request.needsReview {
                below.append(Words.Requests.awaitsReview, theme.style(.requestWaiting))
                below.append(" · ", dim)
            }
            below.append(Words.Requests.requested(request.requesterName, age), dim)
            below.append(" · \(Words.Requests.signed(request.signatures))", dim)
        }
        var trailing = StyledText(badge.word, theme.style(badge.role))
        if request.state.isOpen {
            trailing = StyledText(
                Words.Requests.expires(request.expiresAt.deadlineText(now: now)), theme.style(.text))
        }
        return [Line(head, trailing: trailing, item: item), Line(below, item: item)]
    }

    func session(item: Int) -> [Line] {
        guard let session = request.session else { return [] }
        var head = StyledText("◆ ", theme.style(.severityHigh))
        head.append(DisplayText(target).styled(theme.style(.textStrong), escapes: theme.style(.textEscaped)))
        let ends = StyledText(
            Words.Requests.ends(session.expiresAt.deadlineText(now: now)), theme.style(.severityHigh))
        let below = StyledText(
            "  \(request.requesterName) · \(Words.Requests.signed(request.signatures))", dim)
        return [Line(head, trailing: ends, item: item), Line(below, item: item)]
    }

    private var age: DisplayText { request.requestedAt.ageText(now: now) }
}

extension Requests.Row {
    /// The rows of the list.
    func summary(item: Int, now: Timestamp, theme: Theme) -> [Line] {
        switch subject {
        case .request(let request):
            let lines = RequestLines(request: request, now: now, theme: theme, duty: duty)
            return group == .session ? lines.session(item: item) : lines.summary(item: item)
        case .escalation(let escalation): return summary(of: escalation, item: item, now: now, theme: theme)
        }
    }

    private func summary(of escalation: EscalationDuty, item: Int, now: Timestamp, theme: Theme) -> [Line] {
        let dim = theme.style(.textDim)
        var head = StyledText("▲ ", theme.style(.severityHigh))
        head.append(
            DisplayText(escalation.lease).styled(theme.style(.textStrong), escapes: theme.style(.textEscaped)))
        head.append("  \(Words.Requests.escalation)", dim)
        var below = StyledText("  ", dim)
        if let duty { below.append("→ \(Words.Requests.duty(duty))  ", theme.style(.requestWaiting).adding(.bold)) }
        below.append(Words.Leases.escalated(escalation, now: now), dim)
        let trailing = StyledText(Words.Requests.awaitsReview, theme.style(.requestWaiting))
        return [Line(head, trailing: trailing, item: item), Line(below, item: item)]
    }
}
