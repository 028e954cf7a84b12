// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A colour of a cell's text or ground.
public enum Color: Sendable, Hashable {
    /// Whatever lies below: the canvas's own colour there, and in the end the terminal's.
    case `default`
    /// One of the 256 indexed colours; 0 to 15 are the terminal's own palette.
    case indexed(UInt8)
    /// A 24-bit colour.
    case rgb(red: UInt8, green: UInt8, blue: UInt8)

    /// A 24-bit colour from `0xRRGGBB`; higher bits are ignored.
    public init(hex: UInt32) {
        self = .rgb(
            red: UInt8(truncatingIfNeeded: hex >> 16), green: UInt8(truncatingIfNeeded: hex >> 8),
            blue: UInt8(truncatingIfNeeded: hex))
    }
}
