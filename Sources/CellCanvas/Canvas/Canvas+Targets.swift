// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Canvas {
    /// An area in which a click means something, as whoever drew it understands the name and the number.
    public struct Target: Sendable, Hashable {
        public let area: Rect
        public let name: String
        public let number: Int
    }

    /// Says what a click in a rectangle means; what lies outside of the canvas is left out.
    public mutating func mark(_ rect: Rect, as name: String, _ number: Int = 0) {
        let visible = rect.intersection(bounds)
        guard !visible.isEmpty else { return }
        targets.append(Target(area: visible, name: name, number: number))
    }

    /// What a click at a point means: what was marked last lies on top.
    public func target(at point: Point) -> Target? {
        targets.last { $0.area.contains(point) }
    }

    /// Forgets what lies between two rows, for what is drawn over it.
    public mutating func unmark(rows: Range<Int>) {
        targets.removeAll { $0.area.rows.overlaps(rows) }
    }
}
