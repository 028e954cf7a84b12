// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension DisplayText {
    /// Whether sanitising had to show something that was hidden; a newline or tab alone does not count.
    public var hasEscapes: Bool {
        var found = false
        forEachEscape { _ in found = true }
        return found
    }

    /// The text in one style, with everything that sanitising put in (`<U+202E>`) in another.
    public func styled(_ style: Style, escapes: Style) -> StyledText {
        var result = StyledText()
        var plain = string.startIndex
        func append(_ range: Range<String.Index>, _ style: Style) {
            guard !range.isEmpty else { return }
            let part = string[range]
            let width = part.unicodeScalars.reduce(0) { $0 + ScalarClass($1).width }
            result.append(DisplayText(sanitized: String(part), width: width, isASCII: isASCII), style)
        }
        forEachEscape { range in
            append(plain..<range.lowerBound, style)
            append(range, escapes)
            plain = range.upperBound
        }
        append(plain..<string.endIndex, style)
        return result
    }

    /// Where `needle` occurs, as columns of this text, without regard to case; occurrences do not overlap.
    public func columns(of needle: DisplayText) -> [Range<Int>] {
        let pattern = needle.string.lowercased().map { $0 }
        guard !pattern.isEmpty else { return [] }
        let characters = string.map { ($0.lowercased(), Self.width(of: $0)) }
        let patternText = pattern.map(String.init)
        var ranges: [Range<Int>] = []
        var index = 0
        var column = 0
        while index < characters.count {
            let rest = characters[index...]
            if rest.count >= patternText.count, zip(rest, patternText).allSatisfy({ $0.0 == $1 }) {
                let width = rest.prefix(patternText.count).reduce(0) { $0 + $1.1 }
                ranges.append(column..<(column + width))
                index += patternText.count
                column += width
            } else {
                column += characters[index].1
                index += 1
            }
        }
        return ranges
    }

    /// Calls `body` for every escape, in order; outside text has none that this type did not write.
    private func forEachEscape(_ body: (Range<String.Index>) -> Void) {
        let scalars = string.unicodeScalars
        var index = scalars.startIndex
        while let start = scalars[index...].firstIndex(of: "<") {
            let rest = scalars[start...]
            if rest.starts(with: "<U+".unicodeScalars), let end = rest.firstIndex(of: ">") {
                index = scalars.index(after: end)
                body(start..<index)
            } else {
                index = scalars.index(after: start)
            }
        }
    }
}
