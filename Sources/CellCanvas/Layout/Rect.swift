// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A rectangle of cells.
///
/// No operation traps: positions and sizes are clamped to `Size.limit`, and what does not fit comes out smaller or
/// empty, so that a view may be drawn into any terminal, however small.
public struct Rect: Sendable, Hashable {
    public static let zero = Rect(x: 0, y: 0, width: 0, height: 0)

    public let origin: Point
    public let size: Size

    public init(origin: Point, size: Size) {
        self.origin = origin
        self.size = size
    }

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.init(origin: Point(x: x, y: y), size: Size(width: width, height: height))
    }

    public var x: Int { origin.x }
    public var y: Int { origin.y }
    public var width: Int { size.width }
    public var height: Int { size.height }
    public var isEmpty: Bool { size.isEmpty }

    public var minX: Int { origin.x }
    public var minY: Int { origin.y }
    /// The first column to the right of the rectangle.
    public var maxX: Int { origin.x + size.width }
    /// The first row below the rectangle.
    public var maxY: Int { origin.y + size.height }

    public var columns: Range<Int> { minX..<maxX }
    public var rows: Range<Int> { minY..<maxY }

    public func contains(_ point: Point) -> Bool {
        columns.contains(point.x) && rows.contains(point.y)
    }

    /// What both rectangles cover; empty at this rectangle's origin when they do not meet.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(minX, other.minX)
        let top = max(minY, other.minY)
        let right = min(maxX, other.maxX)
        let bottom = min(maxY, other.maxY)
        guard right > left, bottom > top else { return Rect(x: x, y: y, width: 0, height: 0) }
        return Rect(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// The same rectangle moved.
    public func offset(x deltaX: Int = 0, y deltaY: Int = 0) -> Rect {
        let deltaX = Point(x: deltaX, y: 0).x
        let deltaY = Point(x: 0, y: deltaY).y
        return Rect(x: x + deltaX, y: y + deltaY, width: width, height: height)
    }

    /// The rectangle moved and shrunk as far as needed to lie within `bounds`.
    public func clamped(to bounds: Rect) -> Rect {
        let width = min(self.width, bounds.width)
        let height = min(self.height, bounds.height)
        return Rect(
            x: min(max(x, bounds.minX), bounds.maxX - width), y: min(max(y, bounds.minY), bounds.maxY - height),
            width: width, height: height)
    }
}
