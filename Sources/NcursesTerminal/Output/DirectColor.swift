// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// 24-bit colour through ncurses.
///
/// ncurses has as many colours as the terminal's description says, and hardly any description says 16 million: xterm,
/// tmux and others are described with 256 and say the rest in `COLORTERM`. The `…-direct` descriptions lack in many
/// installations, and their colours 8 to 255 are shades of blue instead of the palette. So the description of the
/// terminal at hand is taken as it is, but for its colours, and given to ncurses in `TERMINFO` (ncurses(3), since 6.1:
/// a value that begins with `b64:` is a description by itself). Once ncurses has read it the variable is as it was: a
/// program that is started from here has a terminal of its own to ask about.
///
/// In it the numbers 0 to 255 are the palette, as elsewhere, and every other one is a 24-bit value.
public enum DirectColor {
    /// The flag by which the description is recognised as ours.
    private static let mark = "CSdirect"
    static let colors: Int32 = 1 << 24

    /// Has ncurses use 24-bit colours if the terminal has them; otherwise nothing changes.
    ///
    /// Belongs where there are no other threads yet: they must not meet a changing environment.
    public static func adopt() {
        let environment = Environment.current()
        guard let type = environment["TERM"], !type.isEmpty, !isAdopted(environment) else { return }
        var status: Int32 = 0
        guard setupterm(nil, STDOUT_FILENO, &status) == OK,
            ColorSupport.wantsDirect(
                environment: environment, colors: Int(tigetnum("colors")), isDirect: isDescribed),
            let bytes = description(of: type)?.bytes
        else { return }
        TerminfoVariable.lend("b64:" + Clipboard.base64(bytes))
    }

    /// Puts `TERMINFO` back, after ncurses has read its last description.
    static func release() {
        TerminfoVariable.giveBack()
    }

    /// Whether the description says by itself that it has 24-bit colour: ncurses' `RGB`, which may be of any kind, or
    /// tmux's `Tc`.
    static var isDescribed: Bool {
        tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || tigetflag("Tc") > 0
            || tigetstr("RGB").map { Int(bitPattern: $0) != -1 } == true
    }

    /// Whether ncurses took our description; asked after `setupterm`.
    static var isAdopted: Bool { tigetflag(mark) > 0 }

    private static func isAdopted(_ environment: [String: String]) -> Bool {
        environment["TERMINFO"]?.hasPrefix("b64:") == true
    }

    /// The terminal's description with 24-bit colours instead of its own; nil where it sets no colours as ECMA-48 does.
    static func description(of type: String) -> CompiledDescription? {
        guard let colored = string("setaf"), colored.starts(with: [0x1B, UInt8(ascii: "[")]) else { return nil }
        let own: [String: String] = [
            "setaf": setter(selecting: "38"), "setab": setter(selecting: "48"), "op": "\u{1B}[39;49m",
        ]
        let absent: Set = ["initc", "initp", "oc", "scp", "setf", "setb"]
        return CompiledDescription(
            names: "\(type)|with 24-bit colour",
            flags: names(terminal_flag_name).map { $0 != "ccc" && tigetflag($0) > 0 },
            numbers: names(terminal_number_name).map { name in
                switch name {
                case "colors": colors
                case "pairs": 0x7FFF
                default: tigetnum(name) < 0 ? nil : tigetnum(name)
                }
            },
            strings: names(terminal_string_name).map { name in
                absent.contains(name) ? nil : own[name].map { Array($0.utf8) } ?? string(name)
            },
            extendedFlags: Set(names(terminal_extended_flag_name).filter { tigetflag($0) > 0 } + ["RGB", mark]),
            extendedNumbers: values(names(terminal_extended_number_name)) { name in
                tigetnum(name) < 0 ? nil : tigetnum(name)
            },
            extendedStrings: values(names(terminal_extended_string_name), string))
    }

    /// What the description has of them, but for what says how its own colours are made.
    private static func values<Value>(_ names: [String], _ value: (String) -> Value?) -> [String: Value] {
        var values: [String: Value] = [:]
        for name in names where name != "RGB" { values[name] = value(name) }
        return values
    }

    /// `ESC [ 38 ; 5 ; N m` for a number of the palette, `ESC [ 38 ; 2 ; R ; G ; B m` for any other.
    private static func setter(selecting code: String) -> String {
        "\u{1B}[%?%p1%{256}%<%t\(code);5;%p1%d%e\(code);2;"
            + "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"
    }

    private static func names(_ name: (Int32) -> UnsafePointer<CChar>?) -> [String] {
        var names: [String] = []
        while let next = name(Int32(names.count)) { names.append(String(cString: next)) }
        return names
    }

    private static func string(_ name: String) -> [UInt8]? { TerminalDescription.bytes(name) }
}
