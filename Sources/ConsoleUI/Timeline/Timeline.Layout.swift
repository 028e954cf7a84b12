// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Timeline {
    /// Where things stand on the timeline; shared by the view and by scrolling.
    struct Layout {
        let heading: Rect
        /// How much was recorded when; empty where that is not shown.
        let activity: Rect
        let columns: Rect
        let list: Rect
        /// The rest of the trail's state, below the list.
        let status: Rect
        /// The filter line and what is wrong with it, while it is edited.
        let prompt: Rect
        /// Every field of the event in focus, on terminals with room for it.
        let detail: Rect

        init(state: Console.State) {
            var area = state.contentArea
            if area.width >= 130 {
                (area, detail) = area.cutRight(min(76, area.width * 36 / 100))
            } else {
                detail = Rect(x: area.maxX, y: area.minY, width: 0, height: 0)
            }
            (heading, area) = area.cutTop(1)
            let room = area.height
            let isShown = state.timeline.activity.isShown
            (activity, area) = area.cutTop(isShown ? ActivityView.height(room: room) : 0)
            (columns, area) = area.cutTop(1)
            (area, prompt) = area.cutBottom(state.timeline.prompt.map { $0.height(width: area.width) } ?? 0)
            (list, status) = area.cutBottom(1)
        }
    }
}

extension Timeline.FilterPrompt {
    /// Rows that the prompt takes: the field, the carets or an example, and what is wrong.
    func height(width: Int) -> Int { 2 + max(1, explanation(width: width).count) }

    /// What is wrong with the filter, in rows that begin in the second column; empty while nothing is.
    func explanation(width: Int) -> [DisplayText] {
        problem.map { Words.Timeline.fault($0.column, $0.message).wrapped(to: max(1, width - 2)) } ?? []
    }
}
