// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How many colours a terminal shows, fewest first.
public enum ColorDepth: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// No colour; attributes carry the meaning.
    case monochrome
    /// The terminal's own sixteen colours.
    case ansi16
    /// The 6×6×6 cube and grey ramp of xterm's 256 colours.
    case ansi256
    /// 24 bits.
    case truecolor

    public static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }
}
