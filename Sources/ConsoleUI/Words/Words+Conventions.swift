// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas

extension Words {
    enum Keymap {
        static let fixed =
            "is fixed: Cancel has the focus, a word is typed, Ctrl-S confirms. Take this line out"

        static func unknown(nearest: String?) -> String {
            let fix = nearest.map { "did you mean \($0)?" } ?? "“countersign keys list” names all"
            return "there is no action of this name; \(fix)"
        }
        static func noKey(_ text: String) -> String {
            "“\(text)” is no key; write one character, or Enter, Esc, Tab, Space, Backspace, Del, Ins, Up, Down, Left, "
                + "Right, Home, End, PgUp, PgDn, F1 to F24, with Ctrl-, Alt- or Shift- before it"
        }
        static func shiftedLetter(_ text: String) -> String {
            "“\(text)”: a letter has its Shift in itself; write the capital letter"
        }
        static func sameKey(_ text: String, _ name: String) -> String {
            "terminals cannot tell \(text) from \(name); write \(name), or take another key"
        }
        static func noControl(_ text: String) -> String {
            "terminals have no \(text); Ctrl- goes with letters"
        }
        static func reserved(_ key: String) -> String {
            "\(key) is the console's own: Ctrl-C leaves, Ctrl-Z stops, Ctrl-L draws anew, Ctrl-S confirms; "
                + "take another key"
        }
        static func governed(_ key: String) -> String {
            "\(key) cannot begin a governed action: it is pressed out of habit; take a letter"
        }
        static func twice(_ line: Int) -> String { "has keys in line \(line) already; keep one of the two" }
        static func conflict(_ key: String, _ other: String, line: Int?, standard: [String]) -> String {
            let place = line.map { " in line \($0)" } ?? ""
            return "\(key) means \(other)\(place) on the same screen; give one of them another key. "
                + "Until then it keeps \(standard.joined(separator: " "))"
        }
        static func notice(_ first: String, others: Int) -> DisplayText {
            others == 0 ? "\(first)" : "\(first); \(others) more: countersign keys check"
        }
    }

    enum Mouse {
        static let click: DisplayText = "click"
        static let clickAbout: DisplayText = "Select a row, tab or key; a second click opens"
        static let wheel: DisplayText = "wheel"
        static let wheelAbout: DisplayText = "Three rows"
        static let never: DisplayText = "A click never confirms a governed action."

        static func taken(_ key: DisplayText) -> DisplayText { "The mouse selects rows. \(key) releases it." }
        static func released(_ key: DisplayText) -> DisplayText {
            "The mouse is the terminal's: select text as usual. \(key) takes it back."
        }
    }

    enum Columns {
        static func time(_ zone: DisplayText) -> DisplayText { "time (\(zone))" }
        static let severity: DisplayText = "severity"
        static let outcome: DisplayText = "outcome"
        static let actor: DisplayText = "actor"
        static let category: DisplayText = "category"
        static let event: DisplayText = "event"
    }

    enum Crumbs {
        static let separator: DisplayText = " › "
        static let draft: DisplayText = "draft"
        static let form: DisplayText = "Form"
        static let event: DisplayText = "Event"
        static let request: DisplayText = "Request"
        static let open: DisplayText = "Open"
        static let filtered: DisplayText = "Filtered"
    }

    enum Plain {
        static let error: DisplayText = "error:"
        static let focus: DisplayText = ">"

        /// A badge's glyph before its row.
        static let badges: Set<DisplayText> = [
            "● ", "◐ ", "○ ", "◆ ", "◌ ", "▲ ", "■ ", "· ", "✓ ", "✗ ", "! ", "← ", "× ", "→ ", "? ",
        ]

        /// Keys that the footer shows by a sign, in words.
        static let keys: [String: DisplayText] = [
            "↵": "Enter", "↑": "Up", "↓": "Down", "←": "Left", "→": "Right",
        ]

        /// The first words that say what the glyph before them shows.
        private static let spoken: [String: Set<String>] = [
            "·": ["low", "awaiting"], "■": ["medium"], "▲": ["high"],
            "◆": ["critical", "open,", "Audit", "Break-glass"],
            "✓": ["succeeded", "executed", "Done"], "✗": ["denied", "rejected", "Refused", "Refused:"],
            "!": ["failed", "Stale", "Not", "Outcome", "1", "PostgreSQL"], "→": ["attempted"], "?": ["unknown"],
            "←": ["withdrawn"], "×": ["expired"],
            "●": ["live", "authorized", "Mutation", "Live", "following"],
            "◐": ["degraded", "partly"], "○": ["offline", "requested", "not", "closed", "ended", "Audit"],
            "◌": ["Loading"],
        ]

        static func isSpoken(glyph: String, before word: String) -> Bool {
            guard let words = spoken[glyph] else { return false }
            if words.contains(word) { return true }
            // Coverage is a number of a number: `3/5 live`.
            let parts = word.split(separator: "/", omittingEmptySubsequences: false)
            return ["●", "◐", "○"].contains(glyph) && parts.count == 2
                && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
        }
    }
}
