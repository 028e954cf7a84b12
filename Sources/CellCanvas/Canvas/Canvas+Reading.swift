// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Canvas {
    /// A stretch of a row in one style.
    public struct Run: Sendable, Hashable {
        public let text: String
        public let style: Style
    }

    /// The canvas as text, one line for each row, without trailing spaces.
    public var text: String {
        (0..<size.height).map { text(ofRow: $0) }.joined(separator: "\n")
    }

    /// A row as text, without trailing spaces.
    public func text(ofRow y: Int) -> String {
        var text = ""
        var spaces = 0
        for cell in row(y) {
            if cell.text == " " {
                spaces += 1
            } else if !cell.isContinuation {
                text += String(repeating: " ", count: spaces) + cell.text
                spaces = 0
            }
        }
        return text
    }

    /// A row as stretches of one style each, in order.
    public func runs(ofRow y: Int) -> [Run] {
        var runs: [Run] = []
        var text = ""
        var style: Style?
        for cell in row(y) {
            if let previous = style, previous != cell.style {
                runs.append(Run(text: text, style: previous))
                text = ""
            }
            style = cell.style
            text += cell.text
        }
        if let style { runs.append(Run(text: text, style: style)) }
        return runs
    }
}
