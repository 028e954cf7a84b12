// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A cell's position: columns from the left edge, rows from the top, both from 0.
///
/// Negative positions are allowed, they lie outside of every canvas.
public struct Point: Sendable, Hashable {
    public static let zero = Point(x: 0, y: 0)

    public let x: Int
    public let y: Int

    public init(x: Int, y: Int) {
        self.x = min(max(x, -Size.limit), Size.limit)
        self.y = min(max(y, -Size.limit), Size.limit)
    }
}
