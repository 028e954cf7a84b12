// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Canvas {
    /// What stands in some columns of a row, as it is: cells hold only what is safe to show.
    public func displayText(ofRow y: Int, columns: Range<Int>) -> DisplayText {
        guard (0..<size.height).contains(y) else { return .empty }
        let columns = columns.clamped(to: 0..<size.width)
        var string = ""
        var width = 0
        var isASCII = true
        for x in columns {
            let cell = cells[index(x, y)]
            string += cell.text
            width += Int(cell.width)
            isASCII = isASCII && cell.text.utf8.count == 1
        }
        return DisplayText(sanitized: string, width: width, isASCII: isASCII)
    }
}
