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
/// a value that begins with `b64:` is a description by itself).
///
/// In it the numbers 0 to 255 are the palette, as elsewhere, and every other one is a 24-bit value.
public enum DirectColor {
    /// The flag by which the description is recognised as ours.
    private static let mark = "CSdirect"
    static let colors: Int32 = 1 << 24

    /// Has ncurses use 24-bit colours if the terminal has them; otherwise nothing changes.
    ///
    /// Belongs first in `main`: the environment must not change once there are other threads.
    public static func adopt() {
        let environment = Environment.current()
        guard let type = environment["TERM"], !type.isEmpty, !isAdopted(environment) else { return }
        var status: Int32 = 0
        guard setupterm(nil, STDOUT_FILENO, &status) == OK,
            ColorSupport.wantsDirect(
                environment: environment, colors: Int(tigetnum("colors")), isDirect: isDescribed),
            let bytes = description(of: type)?.bytes
        else { return }
        setenv("TERMINFO", "b64:" + Clipboard.base64(bytes), 1)
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
        let flagNames = names(terminal_flag_name)
        let numberNames = names(terminal_number_name)
        let stringNames = names(terminal_string_name)
        guard let colored = string("setaf"), colored.starts(with: [0x1B, UInt8(ascii: "[")]) else { return nil }
        let own: [String: String] = [
            "setaf": setter(selecting: "38"), "setab": setter(selecting: "48"), "op": "\u{1B}[39;49m",
        ]
        let absent: Set = ["initc", "initp", "oc", "scp", "setf", "setb"]
        return CompiledDescription(
            names: "\(type)|with 24-bit colour",
            flags: flagNames.map { $0 != "ccc" && tigetflag($0) > 0 },
            numbers: numberNames.map { name in
                switch name {
                case "colors": colors
                case "pairs": 0x7FFF
                default: tigetnum(name) < 0 ? nil : tigetnum(name)
                }
            },
            strings: stringNames.map { name in
                absent.contains(name) ? nil : own[name].map { Array($0.utf8) } ?? string(name)
            },
            extendedFlags: Set(["AX", "XT"].filter { tigetflag($0) > 0 } + ["RGB", mark]))
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

    private static func string(_ name: String) -> [UInt8]? {
        guard let value = tigetstr(name), Int(bitPattern: value) != -1 else { return nil }
        return Array(String(cString: value).utf8)
    }
}
