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
    /// The way out of a review.
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
