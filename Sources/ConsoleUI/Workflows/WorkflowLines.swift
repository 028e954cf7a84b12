// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A catalog entry as rows of a list.
struct WorkflowLines {
    let workflow: Workflow
    let offer: Offer
    let theme: Theme
    /// Columns below which the beginning of a reason says nothing.
    private static let shortestReason = 12

    /// Title with the condition, below them the role that it needs and, where it cannot be opened, why not.
    ///
    /// `room` are the columns that there are, where a condition that does not fit beside the title gets a row of its
    /// own; nil cuts it off.
    func summary(item: Int, width: Int, room: Int? = nil) -> [Line] {
        let dim = theme.style(.textDim)
        let strong = offer.isAvailable ? theme.style(.textStrong) : theme.style(.disabled)
        var head = Line(
            StyledText("\(number)  \(workflow.title)", strong),
            trailing: StyledText(DisplayText(workflow.condition), dim), item: item)
        var role = StyledText("    \(Words.Workflows.requiredRole(workflow.requiredRole))", dim)
        var trailing = StyledText()
        if !workflow.isOffered {
            trailing = StyledText(Words.Workflows.notOffered, theme.style(.disabled))
        } else if let reason = offer.reason, role.width + 3 + Self.shortestReason <= width {
            role.append("   \(reason)", theme.style(.disabled))
        }
        guard width >= 80 else {
            // Where only one of them fits, that it cannot be opened matters more than what opening it would demand.
            if !workflow.isOffered { head.trailing = trailing }
            guard let room, head.trailing.width > room - 3 - head.text.width else {
                return [head, Line(role, item: item)]
            }
            var condition = StyledText("    ", dim)
            condition.append(head.trailing)
            head.trailing = StyledText()
            return [head, Line(role, item: item), Line(condition, item: item)]
        }
        let description = DisplayText(workflow.description).wrapped(to: width - 7).map { part in
            Line(StyledText("    \(part)", dim), item: item)
        }
        return [head] + description + [Line(role, trailing: trailing, item: item)]
    }

    var number: DisplayText {
        workflow.ordinal < 10 ? "0\(workflow.ordinal)" : DisplayText(workflow.ordinal)
    }
}
