// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import CellCanvas

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the terminfo database says about this terminal, as far as ncurses does not use it by itself.
struct TerminalDescription {
    let depth: ColorDepth
    /// Whether ncurses takes the numbers of `DirectColor`.
    let isDirect: Bool
    /// What undoes everything, for a crash handler: it cannot ask ncurses any more.
    let restoreSequence: [UInt8]
    /// Keys whose sequences may differ from xterm's.
    let keys: [[UInt8]: KeyEvent]

    static func load(
        type: DisplayText, environment: [String: String]
    ) throws(TerminalError) -> TerminalDescription {
        var status: Int32 = 0
        guard setupterm(nil, 1, &status) == OK else {
            throw TerminalError(
                code: .unknownTerminalType,
                message: "No description of the terminal type “\(type)” is installed here. "
                    + "Try TERM=xterm-256color, or install the package ncurses-term.")
        }
        guard bytes("cup") != nil, tigetflag("gn") <= 0, tigetflag("hc") <= 0 else {
            throw TerminalError(
                code: .unableTerminal,
                message: "A terminal of the type “\(type)” cannot place its cursor, so no screen can be drawn on it. "
                    + "If yours can, set TERM to its real type, for example xterm-256color.")
        }
        return TerminalDescription(
            depth: colorSupport(environment).depth, isDirect: DirectColor.isAdopted,
            restoreSequence: restoreSequence(), keys: keys())
    }

    /// After `setupterm`.
    static func colorSupport(_ environment: [String: String]) -> ColorSupport {
        ColorSupport(
            environment: environment, colors: Int(tigetnum("colors")), isDirect: DirectColor.isDescribed,
            isAdopted: DirectColor.isAdopted)
    }

    func openScreen() -> OpaquePointer? {
        terminal_open()
    }

    /// A capability as it is: bytes, which in descriptions of 8-bit terminals are no UTF-8. Nil where there is none.
    static func bytes(_ name: String) -> [UInt8]? {
        guard let value = tigetstr(name), Int(bitPattern: value) != -1 else { return nil }
        return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    private static func restoreSequence() -> [UInt8] {
        let described = ["sgr0", "cnorm", "rmkx", "rmcup"].compactMap(bytes).flatMap(TerminalModes.withoutPadding)
        return Array(TerminalModes.restore.utf8) + described
    }

    private static func keys() -> [[UInt8]: KeyEvent] {
        var names: [(String, KeyEvent)] = [
            ("kcuu1", KeyEvent(.up)), ("kcud1", KeyEvent(.down)), ("kcub1", KeyEvent(.left)),
            ("kcuf1", KeyEvent(.right)), ("khome", KeyEvent(.home)), ("kend", KeyEvent(.end)),
            ("kpp", KeyEvent(.pageUp)), ("knp", KeyEvent(.pageDown)), ("kich1", KeyEvent(.insert)),
            ("kdch1", KeyEvent(.delete)), ("kcbt", KeyEvent(.backTab)), ("kent", KeyEvent(.enter)),
            ("kUP", KeyEvent(.up, .shift)), ("kDN", KeyEvent(.down, .shift)), ("kLFT", KeyEvent(.left, .shift)),
            ("kRIT", KeyEvent(.right, .shift)),
        ]
        names += (1...12).map { ("kf\($0)", KeyEvent(.function($0))) }
        var keys: [[UInt8]: KeyEvent] = [:]
        for (name, key) in names {
            // Single bytes are keys already, and only sequences that begin like one can be told from text.
            guard let sequence = bytes(name), sequence.count > 1, sequence.first == 0x1B else { continue }
            keys[sequence] = key
        }
        return keys
    }
}
