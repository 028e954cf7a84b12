// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Where text stands in a wider field.
public enum Alignment: Sendable, Hashable {
    case leading
    case center
    case trailing
}

/// Where text that is too long loses its characters.
public enum Truncation: Sendable, Hashable {
    /// `Northwind St…`
    case end
    /// `Northw…tudio`, for names whose ends differ.
    case middle
    /// `…wind Studio`, for paths.
    case start
}

extension DisplayText {
    /// The text cut to `width` columns with `…` in place of what is left out; never cuts through a character.
    ///
    /// May be a column narrower than asked for where a wide character does not fit.
    public func truncated(to width: Int, at place: Truncation = .end) -> DisplayText {
        guard self.width > width else { return self }
        guard width > 0 else { return .empty }
        let ellipsis: DisplayText = "…"
        let room = width - 1
        switch place {
        case .end:
            return prefix(room) + ellipsis
        case .start:
            return ellipsis + suffix(room)
        case .middle:
            let head = prefix((room + 1) / 2)
            return head + ellipsis + suffix(room - head.width)
        }
    }

    /// The text with spaces added up to `width` columns.
    public func padded(to width: Int, alignment: Alignment = .leading) -> DisplayText {
        let missing = min(width, Size.limit) - self.width
        guard missing > 0 else { return self }
        let before: Int
        switch alignment {
        case .leading: before = 0
        case .center: before = missing / 2
        case .trailing: before = missing
        }
        return DisplayText(
            sanitized: String(repeating: " ", count: before) + string
                + String(repeating: " ", count: missing - before),
            width: self.width + missing, isASCII: isASCII)
    }

    /// The text in exactly `width` columns, cut or padded.
    public func fitted(
        to width: Int, alignment: Alignment = .leading, truncation: Truncation = .end
    ) -> DisplayText {
        truncated(to: width, at: truncation).padded(to: width, alignment: alignment)
    }

    /// The longest beginning of at most `width` columns.
    public func prefix(_ width: Int) -> DisplayText {
        guard self.width > width else { return self }
        var end = string.startIndex
        var used = 0
        while end < string.endIndex {
            let next = used + Self.width(of: string[end])
            guard next <= width else { break }
            used = next
            end = string.index(after: end)
        }
        return DisplayText(sanitized: String(string[..<end]), width: used, isASCII: isASCII)
    }

    /// The longest ending of at most `width` columns.
    public func suffix(_ width: Int) -> DisplayText {
        guard self.width > width else { return self }
        var start = string.endIndex
        var used = 0
        while start > string.startIndex {
            let previous = string.index(before: start)
            let next = used + Self.width(of: string[previous])
            guard next <= width else { break }
            used = next
            start = previous
        }
        return DisplayText(sanitized: String(string[start...]), width: used, isASCII: isASCII)
    }

    /// What remains after the first `width` columns.
    public func dropping(_ width: Int) -> DisplayText {
        let head = prefix(width)
        let rest = string[string.index(string.startIndex, offsetBy: head.string.count)...]
        return DisplayText(sanitized: String(rest), width: self.width - head.width, isASCII: isASCII)
    }
}
