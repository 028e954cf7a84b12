// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// What belongs to the event that is read: a number to press for each relation, and how many others there are.
///
/// The relations follow from the event alone, so that nothing moves when the counts arrive.
struct RelatedLines {
    let detail: EventDetail.State
    /// Whether the counts may still come.
    let isLive: Bool
    let theme: Theme

    /// Where a relation stands: which line, and its columns there.
    struct Place {
        var line: Int
        var column: Int
        var width: Int
        var number: Int
    }

    private static let gap = 3
    private var dim: Style { theme.style(.textDim) }

    func lines(width: Int) -> [Line] { layout(width: width).lines }

    func places(width: Int) -> [Place] { layout(width: width).places }

    private func layout(width: Int) -> (lines: [Line], places: [Place]) {
        guard let event = detail.event else { return ([], []) }
        var lines: [Line] = []
        var places: [Place] = []
        let numbered = Array(detail.relations.enumerated())
        for (label, hasWindow) in [(Words.Related.title, false), (Words.Related.near, true)] {
            var text = StyledText(label.padded(to: EventFields.labelWidth), dim)
            var isFirst = true
            for (index, relation) in numbered where relation.hasWindow == hasWindow {
                let entry = entry(relation, of: event, number: index + 1)
                if !isFirst, text.width + Self.gap + entry.width > width {
                    lines.append(Line(text))
                    text = StyledText(DisplayText.repeating(" ", count: EventFields.labelWidth), dim)
                    isFirst = true
                }
                if !isFirst { text.append(DisplayText.repeating(" ", count: Self.gap), dim) }
                places.append(Place(line: lines.count, column: text.width, width: entry.width, number: index + 1))
                for span in entry.spans { text.append(span.text, span.style) }
                isFirst = false
            }
            if !isFirst { lines.append(Line(text)) }
        }
        return (lines, places)
    }

    private func entry(_ relation: EventRelation, of event: AuditEvent, number: Int) -> StyledText {
        let count = detail.related.value?.first { $0.relation == relation }
        let isEmpty = count.map { $0.count == 0 && !$0.isCut } ?? false
        var text = StyledText("\(number)", theme.style(.keyName))
        let name = Words.Related.name(relation, relation.value(of: event) ?? "")
        text.append(" \(name): ", isEmpty ? dim : theme.style(.text))
        let isAwaited = detail.related.isLoading || (isLive && detail.related.problem == nil)
        let words = count.map(Words.Related.count) ?? (isAwaited ? Words.Related.counting : Words.Related.unknown)
        // as wide as the widest count: what stands behind it does not move
        text.append(words.padded(to: 4), count == nil || isEmpty ? dim : theme.style(.textStrong))
        return text
    }
}
