// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import NcursesTerminal

/// Whether the console can be shown here, and how well.
struct TerminalChecks {
    let facts: TerminalFacts

    /// Smaller ones are told to grow; from here on every screen is usable.
    private static let comfortable = Size(width: 80, height: 24)
    private static let least = Size(width: 60, height: 15)

    var findings: [Finding] {
        [description, size, colours, locale, mouse, clipboard]
    }

    private var description: Finding {
        let check = "terminal.type"
        let type = facts.type ?? ""
        let advice = "Set TERM to your terminal's type, e.g. xterm-256color, or install the package ncurses-term."
        switch facts.description {
        case .unnamed:
            return Finding(check, facts.isInteractive ? .broken : .skipped, "TERM is not set", advice: advice)
        case .missing:
            return Finding(check, .broken, "no description of the type \(type) is installed", advice: advice)
        case .unable:
            return Finding(
                check, facts.isInteractive ? .broken : .warning, "\(type) cannot place its cursor", advice: advice)
        case .usable:
            return facts.isInteractive
                ? Finding(check, .ok, type)
                : Finding(
                    check, .warning, "\(type), but this is not a terminal",
                    advice: "The console needs one; commands do not.")
        }
    }

    private var size: Finding {
        let check = "terminal.size"
        guard let size = facts.size else { return Finding(check, .skipped, "no terminal is attached") }
        let found = "\(size.width)×\(size.height)"
        if size.width < Self.least.width || size.height < Self.least.height {
            return Finding(check, .broken, found, advice: "Make the window at least 60×15, better 80×24.")
        }
        if size.width < Self.comfortable.width || size.height < Self.comfortable.height {
            return Finding(check, .warning, found, advice: "From 80×24 on every screen shows what it has.")
        }
        return Finding(check, .ok, found)
    }

    private var colours: Finding {
        let check = "terminal.colours"
        let depth =
            switch facts.colors.depth {
            case .truecolor: "24-bit"
            case .ansi256: "256"
            case .ansi16: "16"
            case .monochrome: "none"
            }
        let isPoor = facts.colors.depth < .ansi256
        switch facts.colors.reason {
        case .silenced: return Finding(check, .ok, "\(depth), as NO_COLOR asks")
        case .claimed: return Finding(check, .ok, "\(depth), as COLORTERM says")
        case .described: return Finding(check, .ok, "\(depth), as the terminal's description says")
        case .counted(let count) where isPoor:
            return Finding(
                check, .warning, "\(depth), as the terminal's description has \(count)",
                advice: "TERM=xterm-256color if your terminal has more.")
        case .counted:
            return Finding(
                check, .ok, "\(depth), as the terminal's description says",
                advice: "COLORTERM=truecolor if your terminal has 24-bit colours.")
        case .screen:
            return Finding(
                check, isPoor ? .warning : .ok, "\(depth), although COLORTERM says 24-bit: screen stands between",
                advice: "tmux passes 24-bit colours on.")
        case .unusable:
            return Finding(
                check, isPoor ? .warning : .ok, "\(depth): the terminal has 24-bit, the installed ncurses does not",
                advice: "ncurses 6.1 or later takes them.")
        case .colorless:
            return Finding(check, .warning, "none; words and signs say everything", advice: "Set TERM to its type.")
        }
    }

    private var locale: Finding {
        let check = "terminal.locale"
        let normalized = facts.characterSet.lowercased().filter { $0 != "-" }
        if normalized == "utf8", facts.showsUnicode { return Finding(check, .ok, facts.characterSet) }
        let advice = "Set LANG to a UTF-8 locale that is installed, e.g. C.UTF-8."
        return facts.showsUnicode
            ? Finding(check, .warning, "\(facts.characterSet); the console takes C.UTF-8 instead", advice: advice)
            : Finding(check, .broken, "\(facts.characterSet), and no UTF-8 locale is installed", advice: advice)
    }

    private var mouse: Finding {
        facts.hasMouse
            ? Finding("terminal.mouse", .ok, "clicks and wheel")
            : Finding("terminal.mouse", .skipped, "not described", advice: "Everything works by keys.")
    }

    private var clipboard: Finding {
        let check = "terminal.clipboard"
        switch facts.multiplexer {
        case "tmux"?:
            return Finding(
                check, .warning, "inside tmux", advice: "set -g set-clipboard on, in tmux.conf, lets y copy (OSC 52).")
        case "screen"?:
            return Finding(
                check, .warning, "inside screen", advice: "Whether y copies depends on the terminal around (OSC 52).")
        default:
            return facts.saysClipboard
                ? Finding(check, .ok, "OSC 52")
                : Finding(
                    check, .ok, "not described; y sends OSC 52 all the same",
                    advice: "If nothing is copied, allow clipboard access in the terminal's settings.")
        }
    }
}
