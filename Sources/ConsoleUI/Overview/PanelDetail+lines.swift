// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

extension EventLines {
    /// The summary, or where there is room every word of the event as the review surface has it: title, detail,
    /// category and severity.
    func lines(number: Int, item: Int, width: Int, detail: PanelDetail) -> [Line] {
        let summary = self.summary(number: number, item: item, width: width)
        guard detail == .whole, width < 100, let head = summary.first else { return summary }
        let dim = theme.style(.textDim)
        let indent = 15
        let room = max(8, width - 2 - indent)
        var lines = [head]
        // The whole title: in a summary it is cut in the middle where it does not fit.
        let titles = DisplayText(event.title).wrapped(to: room)
        if titles.count > 1 {
            let badge = Badge(event.severity)
            var first = StyledText(DisplayText(number < 10 ? "0\(number)" : "\(number)").fitted(to: 3), dim)
            first.append(badge.text.fitted(to: 12), theme.style(badge.role))
            lines = titles.enumerated().map { index, part in
                var text = index == 0 ? first : StyledText(DisplayText.repeating(" ", count: indent), dim)
                text.append(part.styled(theme.style(.textStrong), escapes: theme.style(.textEscaped)))
                return Line(text, item: item)
            }
        }
        // The time stands below the severity, so that the words begin in one column.
        var start: DisplayText = "   \(event.recordedAt.briefText(now: now).fitted(to: 12))"
        func add(_ words: StyledText) {
            var text = StyledText(start, dim)
            text.append(words)
            lines.append(Line(text, item: item))
            start = DisplayText.repeating(" ", count: indent)
        }
        // Who, a refusal, a claim: on the first row that has room for it.
        var marks = self.marks(separator: " · ")
        func addWithMarks(_ words: StyledText) {
            guard words.width + marks.width <= room else { return add(words) }
            var words = words
            words.append(marks)
            marks = StyledText()
            add(words)
        }
        let parts = DisplayText(event.detail ?? event.resourceID ?? "").wrapped(to: room)
            .map { $0.styled(theme.style(.text), escapes: theme.style(.textEscaped)) }
        for part in parts.dropLast() { add(part) }
        if let last = parts.last { addWithMarks(last) }
        let category = Words.Event.category(event.category, event.severity).wrapped(to: room)
        for part in category.dropLast() { add(StyledText(part, dim)) }
        if let last = category.last { addWithMarks(StyledText(last, dim)) }
        if !marks.isEmpty {
            start = DisplayText.repeating(" ", count: indent - 1)
            add(self.marks(separator: " "))
        }
        return lines
    }
}

extension WorkflowLines {
    /// The summary, or where there is room with the description and the whole condition.
    func lines(item: Int, width: Int, detail: PanelDetail) -> [Line] {
        let rows = summary(item: item, width: width)
        guard width < 80, var head = rows.first else { return rows }
        let dim = theme.style(.textDim)
        // Which workflow it is comes first; what opening it would demand stands beside it, or in full below it.
        var condition: [Line] = []
        let room = width - 4 - head.text.width
        if head.trailing.width > room {
            if detail >= .detail {
                condition = [Line(StyledText("    \(DisplayText(workflow.condition))", dim), item: item)]
            }
            head.trailing = condition.isEmpty && room > 8 ? head.trailing.truncated(to: room) : StyledText()
        }
        var description: [Line] = []
        if detail == .whole {
            description = DisplayText(workflow.description).wrapped(to: max(8, width - 7)).map { part in
                Line(StyledText("    \(part)", dim), item: item)
            }
        }
        return [head] + description + rows.dropFirst() + condition
    }
}
