// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The columns of the timeline; narrower terminals have fewer of them.
struct EventColumns {
    /// What stands between the time and the severity of an event that was picked out.
    enum Mark {
        case marked
        case rangeBegin

        var text: DisplayText { self == .marked ? " * " : " v " }
    }

    let theme: Theme
    private let width: Int
    private let hasDate: Bool
    private let hasOutcome: Bool
    private let hasActor: Bool
    private let hasCategory: Bool
    /// Whether “reported by ORIGIN” fits beside whole titles; otherwise a mark stands for it, with a legend below.
    let hasOrigin: Bool

    init(width: Int, theme: Theme) {
        self.theme = theme
        self.width = width
        hasActor = width >= 84
        hasOutcome = width >= 92
        hasDate = width >= 104
        hasCategory = width >= 140
        hasOrigin = width >= 170
    }

    private var timeWidth: Int { hasDate ? 19 : 12 }
    private let severityWidth = 10
    private let outcomeWidth = 11
    private let actorWidth = 14
    private let categoryWidth = 18

    /// The tone of the words without their ground: a mark by itself is no label.
    var claimStyle: Style {
        let words = theme.style(.chipReported)
        return Style(foreground: words.foreground, attributes: words.attributes)
    }

    /// What the zone that is shown is called now.
    var zone: DisplayText = "UTC"

    var heads: StyledText {
        let style = theme.style(.textDim)
        var text = StyledText(Words.Columns.time(zone).fitted(to: timeWidth), style)
        text.append("   \(Words.Columns.severity.fitted(to: severityWidth))", style)
        if hasOutcome { text.append("  \(Words.Columns.outcome.fitted(to: outcomeWidth))", style) }
        if hasActor { text.append("  \(Words.Columns.actor.fitted(to: actorWidth))", style) }
        if hasCategory { text.append("  \(Words.Columns.category.fitted(to: categoryWidth))", style) }
        text.append("\(hasOrigin ? "  " : "    ")\(Words.Columns.event)", style)
        return text
    }

    func row(_ event: AuditEvent, now: Timestamp, mark: Mark? = nil) -> StyledText {
        let dim = theme.style(.textDim)
        let time = hasDate ? event.recordedAt.fullText : event.recordedAt.shortText(now: now)
        var text = StyledText(time.fitted(to: timeWidth), dim)
        let severity = Badge(event.severity)
        text.append(mark?.text ?? "   ", mark == nil ? dim : theme.style(.mark).adding(.bold))
        text.append(severity.text.fitted(to: severityWidth), theme.style(severity.role))
        let outcome = Badge(event.outcome)
        if hasOutcome {
            text.append("  ", dim)
            text.append(outcome.text.fitted(to: outcomeWidth), theme.style(outcome.role))
        }
        if hasActor {
            text.append("  ", dim)
            let actor = DisplayText(event.actorUsername ?? "–").fitted(to: actorWidth, truncation: .middle)
            text.append(actor.styled(theme.style(.text), escapes: theme.style(.textEscaped)))
        }
        if hasCategory {
            text.append("  ", dim)
            text.append(DisplayText(event.category).fitted(to: categoryWidth, truncation: .middle), dim)
        }
        text.append("  ", dim)
        if !hasOrigin {
            text.append(event.isClaim ? Words.Timeline.claimMark : " ", claimStyle)
            text.append(" ", dim)
        }
        if !hasOutcome, event.outcome != .succeeded {
            text.append("\(outcome.text)  ", theme.style(outcome.role))
        }
        let origin = hasOrigin ? event.origin : nil
        let claim = origin.map { Words.Event.reported($0).width + 2 } ?? 0
        let room = max(12, width - 2 - text.width - claim)
        let title = DisplayText(event.title).truncated(to: room, at: .middle)
        text.append(title.styled(theme.style(.textStrong), escapes: theme.style(.textEscaped)))
        if let origin {
            text.append("  ", dim)
            text.append(Words.Event.reported(origin), theme.style(.chipReported))
        }
        return text
    }
}
