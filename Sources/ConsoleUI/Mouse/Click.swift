// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas

/// What views mark for the mouse. Nothing that confirms a governed action is among it.
enum Click {
    /// A tab of the header; its number is the tab's.
    static let tab = "tab"
    /// A key of the footer that a dialog offers; its place among the hints.
    static let dialogHint = "hint"
    /// A key of the footer that a screen offers; its place among the bindings.
    static let binding = "key"
    /// A row of the list in focus; how many rows it is below the one in focus.
    static let row = "row"
    /// A row of a list by its own number, which is `Canvas.list`; its item.
    static let listPrefix = "list."
    /// A field of a form, or of a review: 0 the reason, 1 the word that confirms, 2 the button that confirms. A click
    /// moves the focus there and does nothing else.
    static let field = "field"
    /// A choice or an item of a form's field, whose number follows; its own number.
    static let choicePrefix = "choice."
    /// A term of the timeline's filter; its place, those that are off from -1 downwards.
    static let term = "term"
    /// A relation of the event that is read; its number.
    static let relation = "relation"
    /// The way on from a form to its review.
    static let review = "review"
    /// The way out of a form or a review.
    static let cancel = "cancel"
    /// The completions of the command line, as a list.
    static let completions = -1
}

extension Canvas {
    /// Marks a row of a list: in the list in focus by its distance from the focus, in another one by its item.
    mutating func markRow(_ row: Rect, item: Int, focus: Focus) {
        if let list {
            mark(row, as: "\(Click.listPrefix)\(list)", item)
        } else if case .active(let focused) = focus {
            mark(row, as: Click.row, item - focused)
        }
    }
}
