// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A screenful of cells that views draw into and a `Screen` shows.
///
/// Every operation clips to the canvas; none traps. What is drawn shows the ground below wherever its style leaves a
/// colour `.default`: fill a row with the selection's style first, then write into it.
public struct Canvas: Sendable, Hashable {
    /// The largest canvas that is kept, in columns and rows; larger terminals stay blank beyond it.
    public static let maximum = Size(width: 2_000, height: 1_000)

    public let size: Size
    /// Where the terminal's own cursor stands, on the focused row or in a text field; nil hides it.
    ///
    /// Screen readers and braille displays follow it.
    public var cursor: Point?
    /// What clicks mean, in the order of drawing; it changes nothing that is shown.
    public internal(set) var targets: [Target] = []
    /// The list that rows which are being drawn belong to, where a screen has several; nil is the one in focus.
    public var list: Int?
    /// Whether hairlines are drawn; without them only words and what they are about is left.
    public var drawsHairlines = true
    var cells: [Cell]

    /// A blank canvas, clamped to `Canvas.maximum`.
    public init(size: Size, style: Style = .plain) {
        let size = Size(
            width: min(size.width, Canvas.maximum.width), height: min(size.height, Canvas.maximum.height))
        self.size = size
        self.cells = Array(repeating: .blank(style), count: size.width * size.height)
    }

    public var bounds: Rect { Rect(origin: .zero, size: size) }

    /// The cell at a point, nil outside of the canvas.
    public subscript(point: Point) -> Cell? {
        bounds.contains(point) ? cells[index(point.x, point.y)] : nil
    }

    /// The cells of a row; none for a row outside of the canvas.
    public func row(_ y: Int) -> ArraySlice<Cell> {
        guard (0..<size.height).contains(y) else { return [] }
        return cells[(y * size.width)..<((y + 1) * size.width)]
    }

    /// Whether a row looks the same on both canvases; false where their widths differ or either lacks the row.
    public func rowIsEqual(_ y: Int, to other: Canvas) -> Bool {
        guard size.width == other.size.width, (0..<min(size.height, other.size.height)).contains(y) else {
            return false
        }
        return row(y) == other.row(y)
    }

    func index(_ x: Int, _ y: Int) -> Int { y * size.width + x }
}
