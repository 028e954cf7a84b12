// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// An event of the control plane in two rows: what was done to what, then by whom, from where and through what.
struct FeedLines {
    let event: AuditEvent
    let now: Timestamp
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }
    private var escaped: Style { theme.style(.textEscaped) }
    private var isMock: Bool { event.backend?.lowercased() == "mock" }

    func lines(item: Int, width: Int) -> [Line] {
        let time = width >= 104 ? event.recordedAt.fullText.fitted(to: 21) : event.recordedAt.shortText(now: now) + "  "
        let outcome = Badge(event.outcome)
        var head = StyledText(time, dim)
        head.append(outcome.text.fitted(to: 13), theme.style(outcome.role))
        head.append(DisplayText(event.action).styled(theme.style(.textStrong), escapes: escaped))
        let target = event.resourceID ?? event.resourceType
        if let target {
            head.append("  ", dim)
            head.append(DisplayText(target).styled(theme.style(.text), escapes: escaped))
            if !mixedScripts(of: target).isEmpty {
                head.append(" \(Words.Event.mixedScripts)", theme.style(.textSuspicious))
            }
        } else {
            head.append("  \(Words.Feed.noTarget)", dim)
        }
        var below = StyledText(DisplayText.repeating(" ", count: time.width), dim)
        for (index, part) in circumstances.enumerated() {
            if index > 0 { below.append(" · ", dim) }
            below.append(part)
        }
        return [
            Line(head, trailing: backend(isShort: width < 100), item: item), Line(below, trailing: result, item: item),
        ]
    }

    /// Who it was as of that moment, and from where.
    private var circumstances: [StyledText] {
        var parts = [DisplayText(event.actorUsername ?? "–").styled(theme.style(.text), escapes: escaped)]
        let roles = event.actorRoles.map { DisplayText($0) }.joined(separator: "+")
        parts.append(StyledText(roles.isEmpty ? Words.Feed.unstatedRole : roles, dim))
        if let method = event.actorAuthMethod { parts.append(StyledText(Words.Feed.method(method), dim)) }
        if let surface = event.surface { parts.append(StyledText(Words.Feed.surface(surface), dim)) }
        if let environment = event.environment { parts.append(StyledText(Words.Feed.environment(environment), dim)) }
        if let code = event.errorCode { parts.append(StyledText(DisplayText(code), theme.style(.outcomeDenied))) }
        if let origin = event.origin {
            parts.append(StyledText(Words.Event.reported(origin), theme.style(.chipReported)))
        }
        return parts
    }

    private func backend(isShort: Bool) -> StyledText {
        guard let backend = event.backend else { return StyledText() }
        let style = isMock ? theme.style(.chipWarning).adding(.bold) : theme.style(.textDim)
        return StyledText(Words.Feed.backend(backend, isShort: isShort), style)
    }

    private var result: StyledText {
        event.resultReference.map { StyledText(Words.Feed.result($0), theme.style(.textCode)) } ?? StyledText()
    }
}
