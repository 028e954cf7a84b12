// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A number of columns and rows, in terminal cells.
///
/// Both are clamped to `0...Size.limit`, so that arithmetic on sizes, points and rectangles never overflows.
public struct Size: Sendable, Hashable {
    /// The largest width or height that is kept; anything above it is clamped.
    public static let limit = 1 << 24

    public static let zero = Size(width: 0, height: 0)

    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    public init(width: Int, height: Int) {
        self.width = min(max(width, 0), Size.limit)
        self.height = min(max(height, 0), Size.limit)
    }

    public var isEmpty: Bool { width == 0 || height == 0 }
}
