// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
public import CellCanvas

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What can be said of this process's terminal without taking it over.
public struct TerminalFacts: Sendable, Hashable {
    /// What the terminfo database has for TERM.
    public enum Description: Sendable, Hashable {
        /// TERM is not set.
        case unnamed
        /// No description of that type is installed.
        case missing
        /// The terminal cannot place its cursor.
        case unable
        case usable
    }

    /// TERM.
    public var type: String?
    /// Whether input and output are both a terminal.
    public var isInteractive: Bool
    public var description: Description
    /// How many colours the console would use, and why.
    public var colors: ColorSupport
    /// Columns and rows; nil where no terminal is attached.
    public var size: Size?
    /// The locale's character set as the environment has it, e.g. `UTF-8`.
    public var characterSet: String
    /// Whether cells beyond ASCII can be written, with a locale of our own choice if need be.
    public var showsUnicode: Bool
    /// Whether the description knows of a mouse.
    public var hasMouse: Bool
    /// Whether the description says that OSC 52 puts text on the clipboard.
    public var saysClipboard: Bool
    /// `tmux` or `screen` where the terminal is inside of one.
    public var multiplexer: String?

    public init(
        type: String?, isInteractive: Bool, description: Description, colors: ColorSupport, size: Size?,
        characterSet: String, showsUnicode: Bool, hasMouse: Bool, saysClipboard: Bool, multiplexer: String?
    ) {
        self.type = type
        self.isInteractive = isInteractive
        self.description = description
        self.colors = colors
        self.size = size
        self.characterSet = characterSet
        self.showsUnicode = showsUnicode
        self.hasMouse = hasMouse
        self.saysClipboard = saysClipboard
        self.multiplexer = multiplexer
    }

    /// The facts of this process. Writes nothing to the terminal; never call it while a screen is open.
    public static func current() -> TerminalFacts {
        let environment = Environment.current()
        let type = environment["TERM"].flatMap { $0.isEmpty ? nil : $0 }
        var facts = TerminalFacts(
            type: type, isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1,
            description: type == nil ? .unnamed : .missing,
            colors: ColorSupport(environment: environment, colors: 0, isDirect: false, isAdopted: false),
            size: currentSize(),
            characterSet: namedCharacterSet(), showsUnicode: terminal_has_locale() != 0, hasMouse: false,
            saysClipboard: false, multiplexer: Multiplexer(environment)?.rawValue)
        var status: Int32 = 0
        guard type != nil, setupterm(nil, 1, &status) == OK else { return facts }
        func has(_ name: String) -> Bool { tigetstr(name).map { Int(bitPattern: $0) != -1 } ?? false }
        facts.description = has("cup") && tigetflag("gn") <= 0 && tigetflag("hc") <= 0 ? .usable : .unable
        facts.colors = TerminalDescription.colorSupport(environment)
        facts.hasMouse = has("kmous") || has("XM")
        facts.saysClipboard = has("Ms")
        return facts
    }

    private static func currentSize() -> Size? {
        for descriptor in [STDOUT_FILENO, STDIN_FILENO, STDERR_FILENO] {
            var columns: Int32 = 0
            var rows: Int32 = 0
            if isatty(descriptor) == 1, terminal_size(descriptor, &columns, &rows) == 0, columns > 0, rows > 0 {
                return Size(width: Int(columns), height: Int(rows))
            }
        }
        return nil
    }

    /// From the variables alone (POSIX, 8.2): the process itself may have taken another locale by now.
    private static func namedCharacterSet() -> String {
        let names: [String] = ["LC_ALL", "LC_CTYPE", "LANG"]
        let named = names.lazy.compactMap { name in getenv(name).map { String(cString: $0) } }.first { !$0.isEmpty }
        guard let named else { return "none" }
        guard let dot = named.firstIndex(of: ".") else { return named }
        return String(named[dot...].dropFirst().prefix { $0 != "@" })
    }
}
