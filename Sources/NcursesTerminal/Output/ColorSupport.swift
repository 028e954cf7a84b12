// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// How many colours to use, from what the environment and the terminal's description say.
enum ColorSupport {
    /// What is drawn with at most: 24-bit colours are drawn as the nearest of 256.
    static let limit = ColorDepth.ansi256

    /// - Parameters:
    ///   - environment: `NO_COLOR` (any value but an empty one, https://no-color.org) and `COLORTERM`.
    ///   - colors: how many the description has, below 8 counts as none.
    ///   - isDirect: whether the description itself has 24-bit colour (`RGB` or `Tc`).
    /// - Returns: the depth to resolve the theme for.
    static func depth(environment: [String: String], colors: Int, isDirect: Bool) -> ColorDepth {
        if environment["NO_COLOR"]?.isEmpty == false { return .monochrome }
        guard colors >= 8 else { return .monochrome }
        let claim = environment["COLORTERM"]
        if isDirect || claim == "truecolor" || claim == "24bit" { return .truecolor }
        return colors >= 256 ? .ansi256 : .ansi16
    }
}
