// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas

/// How many colours to use, and from what that follows.
public struct ColorSupport: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// NO_COLOR asks for none (any value but an empty one, https://no-color.org).
        case silenced
        /// The description has fewer than eight.
        case colorless
        /// The description has so many.
        case counted(Int)
        /// COLORTERM says that there are 24 bits.
        case claimed
        /// The description itself says that there are 24 bits.
        case described
        /// COLORTERM says so, but GNU screen stands between, and misreads such colours.
        case screen
        /// The terminal has 24 bits, but the installed ncurses takes no description but its files.
        case unusable
    }

    /// The depth to resolve the theme for.
    public var depth: ColorDepth
    public var reason: Reason

    public init(depth: ColorDepth, reason: Reason) {
        self.depth = depth
        self.reason = reason
    }

    /// - Parameters:
    ///   - environment: `NO_COLOR`, `COLORTERM`, `TERM`, `TMUX` and `STY`.
    ///   - colors: how many the description has; below 8 counts as none.
    ///   - isDirect: whether the description itself has 24-bit colour (`RGB` or `Tc`).
    ///   - isAdopted: whether ncurses takes 24-bit values.
    init(environment: [String: String], colors: Int, isDirect: Bool, isAdopted: Bool) {
        if environment["NO_COLOR"]?.isEmpty == false {
            self.init(depth: .monochrome, reason: .silenced)
        } else if colors < 8 {
            self.init(depth: .monochrome, reason: .colorless)
        } else if isAdopted {
            self.init(depth: .truecolor, reason: Self.isClaimed(environment) ? .claimed : .described)
        } else {
            // A description with 24-bit numbers has but eight colours that are numbered as usual.
            let numbered = colors >= 256 && colors < DirectColor.colors
            let wanted = Self.wantsDirect(environment: environment, colors: colors, isDirect: isDirect)
            self.init(
                depth: numbered ? .ansi256 : .ansi16,
                reason: wanted ? .unusable : Self.isClaimed(environment) ? .screen : .counted(colors))
        }
    }

    /// Whether the terminal shows 24-bit colours and is to be asked for them.
    static func wantsDirect(environment: [String: String], colors: Int, isDirect: Bool) -> Bool {
        guard environment["NO_COLOR"]?.isEmpty != false, colors >= 8 else { return false }
        return isDirect || (isClaimed(environment) && Multiplexer(environment) != .screen)
    }

    static func isClaimed(_ environment: [String: String]) -> Bool {
        ["truecolor", "24bit"].contains(environment["COLORTERM"])
    }
}
