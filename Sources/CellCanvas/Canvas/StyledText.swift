// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One line of text whose parts differ in style.
public struct StyledText: Sendable, Hashable {
    public struct Span: Sendable, Hashable {
        public var text: DisplayText
        public var style: Style

        public init(_ text: DisplayText, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }
    }

    public private(set) var spans: [Span]

    public init(_ spans: [Span] = []) {
        self.spans = spans
    }

    public init(_ text: DisplayText, _ style: Style = .plain) {
        self.spans = [Span(text, style)]
    }

    /// Columns.
    public var width: Int { spans.reduce(0) { $0 + $1.text.width } }
    public var isEmpty: Bool { spans.allSatisfy(\.text.isEmpty) }

    public mutating func append(_ text: DisplayText, _ style: Style = .plain) {
        spans.append(Span(text, style))
    }

    public mutating func append(_ other: StyledText) {
        spans.append(contentsOf: other.spans)
    }

    /// The text cut to `width` columns; the `…` takes the style of the character that it follows or precedes.
    public func truncated(to width: Int, at place: Truncation = .end) -> StyledText {
        guard self.width > width else { return self }
        guard width > 0 else { return StyledText() }
        let room = width - 1
        let head: Int
        switch place {
        case .end: head = room
        case .middle: head = (room + 1) / 2
        case .start: head = 0
        }
        var result = prefix(head)
        let tail = suffix(room - head)
        result.append("…", result.spans.last?.style ?? tail.spans.first?.style ?? spans.first?.style ?? .plain)
        result.append(tail)
        return result
    }

    private func prefix(_ width: Int) -> StyledText {
        var result = StyledText()
        var left = width
        for span in spans where left > 0 {
            let part = span.text.prefix(left)
            result.append(part, span.style)
            left = part.width < span.text.width ? 0 : left - part.width
        }
        return result
    }

    private func suffix(_ width: Int) -> StyledText {
        var parts: [Span] = []
        var left = width
        for span in spans.reversed() where left > 0 {
            let part = span.text.suffix(left)
            parts.append(Span(part, span.style))
            left = part.width < span.text.width ? 0 : left - part.width
        }
        return StyledText(parts.reversed())
    }
}
