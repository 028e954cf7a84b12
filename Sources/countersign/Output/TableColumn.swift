// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// One column of a table for people.
struct TableColumn<Value: Sendable>: Sendable {
    var title: DisplayText
    /// Whether the column gives way first where the terminal is narrow: it is cut with an ellipsis down to its minimum.
    var minimumWidth: Int?
    /// Columns with a rank are left out where even cutting does not help, highest rank first.
    var dropRank: Int?
    var alignment: Alignment
    var color: @Sendable (Value) -> TableColor
    var text: @Sendable (Value) -> DisplayText

    init(
        _ title: DisplayText, minimumWidth: Int? = nil, dropRank: Int? = nil,
        alignment: Alignment = .leading,
        color: @escaping @Sendable (Value) -> TableColor = { _ in .plain },
        _ text: @escaping @Sendable (Value) -> DisplayText
    ) {
        self.title = title
        self.minimumWidth = minimumWidth
        self.dropRank = dropRank
        self.alignment = alignment
        self.color = color
        self.text = text
    }
}

/// The few colours of a table, always beside the word that says the same.
enum TableColor: Sendable {
    case plain
    case faint
    case good
    case warning
    case alarm
    case strong

    /// The SGR sequence that begins it (ECMA-48, 8.3.117).
    var sequence: String {
        switch self {
        case .plain: ""
        case .faint: "\u{1B}[2m"
        case .good: "\u{1B}[32m"
        case .warning: "\u{1B}[33m"
        case .alarm: "\u{1B}[31m"
        case .strong: "\u{1B}[1m"
        }
    }
}
