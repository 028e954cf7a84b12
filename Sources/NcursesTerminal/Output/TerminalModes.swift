// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The terminal's modes that ncurses knows nothing of, as the bytes that switch them.
///
/// Numbers are DEC private modes as in xterm's ctlseqs; 2026 is the synchronised-output specification. Terminals
/// ignore those that they do not have.
enum TerminalModes {
    /// 2004 bracketed paste, 1004 focus reports.
    ///
    /// ECMA-48's BDSM is reset so that a terminal with bidirectional
    /// support shows characters in the order in which they were written.
    static let enter = "\u{1B}[?2004h\u{1B}[?1004h\u{1B}[8l"
    static let leave = "\u{1B}[8h\u{1B}[?1004l\u{1B}[?2004l"

    /// 1000 clicks and wheel, 1002 drags, 1006 coordinates beyond column 223.
    static let captureMouse = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
    static let releaseMouse = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

    static let beginSynchronized = "\u{1B}[?2026h"
    static let endSynchronized = "\u{1B}[?2026l"

    /// Everything back, whatever was on.
    static let restore = endSynchronized + releaseMouse + leave

    /// A capability of the terminal's description without the `$<5>` delays, which only `tputs` understands.
    static func withoutPadding(_ capability: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = capability[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "$")) {
            result += rest[..<start]
            let after = rest[start...].dropFirst()
            if after.first == UInt8(ascii: "<"), let end = after.firstIndex(of: UInt8(ascii: ">")) {
                rest = after[end...].dropFirst()
            } else {
                result.append(UInt8(ascii: "$"))
                rest = after
            }
        }
        return result + rest
    }
}
