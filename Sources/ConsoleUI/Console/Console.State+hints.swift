// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console {
    /// A key and what it does, as the footer shows it.
    struct Hint {
        var key: DisplayText
        var label: DisplayText

        init(_ key: DisplayText, _ label: DisplayText) {
            self.key = key
            self.label = label
        }
    }
}

extension Console.State {
    /// The keys of what lies on top, for the footer; empty where the screen itself has the keyboard.
    var dialogHints: [Console.Hint] {
        switch dialogs.last {
        case .help:
            [
                Console.Hint("↑ ↓", Words.Hints.choose), Console.Hint("↵", Words.Hints.run),
                Console.Hint("Esc", Words.Hints.leave),
            ]
        case .commandLine: []
        case .event(let detail): eventHints(detail)
        case .form:
            [
                Console.Hint("Tab", Words.Hints.nextField), Console.Hint("Ctrl-S", Words.Hints.review),
                Console.Hint("Esc", Words.Hints.leaveDraft),
            ]
        case .review(let review): reviewHints(review)
        case .filters:
            [
                Console.Hint("↵", Words.Hints.applyFilter), Console.Hint("x", Words.Hints.delete),
                Console.Hint("Esc", Words.Hints.leave),
            ]
        case nil:
            tab == .timeline && timeline.prompt != nil
                ? [
                    Console.Hint("↵", Words.Hints.applyFilter), Console.Hint("Tab", Words.Hints.complete),
                    Console.Hint("↑", Words.Hints.history), Console.Hint("Esc", Words.Hints.leave),
                ] : []
        }
    }

    private func eventHints(_ detail: EventDetail.State) -> [Console.Hint] {
        let hints: [Console.Hint] = [
            Console.Hint("Esc", Words.Hints.back), Console.Hint("↑ ↓", Words.Hints.scroll),
            Console.Hint("n p", Words.Hints.neighbours), Console.Hint("R", Words.Hints.related),
            Console.Hint("c", Words.Hints.context), Console.Hint(keyName("list.copy"), Words.Keys.copyID),
            Console.Hint("Y", Words.Hints.copyJSON),
        ]
        guard detail.event?.requestID != nil else { return hints }
        return hints + [Console.Hint(keyName("event.request"), Words.Hints.itsRequest)]
    }

    private func reviewHints(_ review: Review.State) -> [Console.Hint] {
        switch review.phase {
        case .sending: return []
        case .answered(let result):
            return [Console.Hint("↵", Words.Hints.close)]
                + (result.eventID == nil ? [] : [Console.Hint("e", Words.Hints.itsEvent)])
                + [Console.Hint("y", Words.Keys.copyCommand)]
        case .failed: return [Console.Hint("↵", Words.Hints.close)]
        case .reviewing: break
        }
        if review.isAction {
            return [
                Console.Hint("Tab", Words.Hints.nextField), Console.Hint("Ctrl-S", Words.Hints.confirm),
                Console.Hint("PgDn", Words.Hints.scroll), Console.Hint("Ctrl-Y", Words.Keys.copyCommand),
                Console.Hint("Esc", Words.Review.cancel),
            ]
        }
        guard let request = review.request else { return [Console.Hint("Esc", Words.Hints.back)] }
        let offered = governedBindings(request).filter(\.offer.canBeAttempted)
        return offered.map { Console.Hint($0.keys[0].name, $0.label) }
            + [
                Console.Hint("↑ ↓", Words.Hints.scroll), Console.Hint(keyName("list.copy"), Words.Keys.copyID),
                Console.Hint("Esc", Words.Hints.back),
            ]
    }
}
