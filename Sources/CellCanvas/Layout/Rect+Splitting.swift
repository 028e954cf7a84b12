// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Rect {
    /// One share of a split.
    public enum Share: Sendable, Hashable {
        /// Exactly so many cells, fewer only when no more are left.
        case fixed(Int)
        /// A part of what the fixed shares leave, in proportion to the other flexible weights.
        case flexible(Int = 1)
    }

    /// Cuts `count` rows off the top.
    public func cutTop(_ count: Int) -> (top: Rect, rest: Rect) {
        let count = min(max(count, 0), height)
        return (
            Rect(x: x, y: y, width: width, height: count),
            Rect(x: x, y: y + count, width: width, height: height - count)
        )
    }

    /// Cuts `count` rows off the bottom.
    public func cutBottom(_ count: Int) -> (rest: Rect, bottom: Rect) {
        let count = min(max(count, 0), height)
        let parts = cutTop(height - count)
        return (parts.top, parts.rest)
    }

    /// Cuts `count` columns off the left.
    public func cutLeft(_ count: Int) -> (left: Rect, rest: Rect) {
        let count = min(max(count, 0), width)
        return (
            Rect(x: x, y: y, width: count, height: height),
            Rect(x: x + count, y: y, width: width - count, height: height)
        )
    }

    /// Cuts `count` columns off the right.
    public func cutRight(_ count: Int) -> (rest: Rect, right: Rect) {
        let count = min(max(count, 0), width)
        let parts = cutLeft(width - count)
        return (parts.left, parts.rest)
    }

    /// The rectangle without a margin; a margin larger than the rectangle leaves an empty one inside it.
    public func inset(top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0) -> Rect {
        cutTop(top).rest.cutBottom(bottom).rest.cutLeft(left).rest.cutRight(right).rest
    }

    /// The rectangle without so many columns on each side and rows above and below.
    public func inset(horizontal: Int = 0, vertical: Int = 0) -> Rect {
        inset(top: vertical, left: horizontal, bottom: vertical, right: horizontal)
    }

    /// Parts from top to bottom, one for each share, with `spacing` empty rows between them.
    ///
    /// The parts never overlap and never leave the rectangle; those for which no room is left are empty.
    public func splitRows(_ shares: [Share], spacing: Int = 0) -> [Rect] {
        Self.lengths(of: shares, in: height, spacing: spacing).map { start, length in
            Rect(x: x, y: y + start, width: width, height: length)
        }
    }

    /// Parts from left to right, one for each share, with `spacing` empty columns between them.
    public func splitColumns(_ shares: [Share], spacing: Int = 0) -> [Rect] {
        Self.lengths(of: shares, in: width, spacing: spacing).map { start, length in
            Rect(x: x + start, y: y, width: length, height: height)
        }
    }

    /// A rectangle of at most `size` in the middle of this one, for dialogs.
    public func centered(_ size: Size) -> Rect {
        let width = min(size.width, self.width)
        let height = min(size.height, self.height)
        return Rect(
            x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
    }

    private static func lengths(of shares: [Share], in total: Int, spacing: Int) -> [(start: Int, length: Int)] {
        let spacing = min(max(spacing, 0), total)
        let gaps = min(total, spacing * max(shares.count - 1, 0))
        var fixed = 0
        var weights = 0
        for share in shares {
            switch share {
            case .fixed(let length): fixed = min(Size.limit, fixed + min(max(length, 0), Size.limit))
            case .flexible(let weight): weights += min(max(weight, 0), Size.limit)
            }
        }
        let room = max(0, total - gaps - fixed)
        var weightsSeen = 0
        var handedOut = 0
        var start = 0
        return shares.map { share in
            let wanted: Int
            switch share {
            case .fixed(let length): wanted = max(0, length)
            case .flexible(let weight):
                // Cumulative rounding: the parts add up to the room exactly.
                weightsSeen += min(max(weight, 0), Size.limit)
                let end = weights == 0 ? 0 : room * weightsSeen / weights
                wanted = end - handedOut
                handedOut = end
            }
            let from = min(start, total)
            let length = min(wanted, total - from)
            start = from + length + spacing
            return (from, length)
        }
    }
}
