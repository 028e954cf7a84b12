// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What stands in one column of one row.
///
/// Only a canvas makes cells, from `DisplayText`, so a cell never holds a control or format character.
public struct Cell: Sendable, Hashable {
    /// A letter with its marks; a space where nothing stands; empty in the second column of a wide letter.
    public let text: String
    /// 1, or 2 for a wide letter, or 0 for its second column.
    public let width: UInt8
    public internal(set) var style: Style

    init(text: String, width: UInt8, style: Style) {
        self.text = text
        self.width = width
        self.style = style
    }

    static func blank(_ style: Style) -> Cell {
        Cell(text: " ", width: 1, style: style)
    }

    public var isContinuation: Bool { width == 0 }
}
