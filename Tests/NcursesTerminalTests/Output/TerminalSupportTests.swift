// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing

@testable import NcursesTerminal

@Suite struct TerminalSupportTests {
    @Test(
        "Delays are cut out of capabilities",
        arguments: [
            ("\u{1B}[?1049l\u{1B}[23;0;0t", "\u{1B}[?1049l\u{1B}[23;0;0t"), ("\u{1B}[m$<2>", "\u{1B}[m"),
            ("a$<5/>b$<1*>c", "abc"), ("$", "$"), ("$<", "$<"), ("", ""),
        ])
    func padding(capability: String, bytes: String) {
        #expect(TerminalModes.withoutPadding(Array(capability.utf8)) == Array(bytes.utf8))
    }

    @Test("Every mode that is switched on is switched off by the restoring bytes")
    func modes() {
        for mode in ["2004", "1004", "1000", "1002", "1006", "2026"] {
            #expect(TerminalModes.restore.contains("\u{1B}[?\(mode)l"))
        }
        for mode in (TerminalModes.enter + TerminalModes.captureMouse + TerminalModes.beginSynchronized)
            .split(separator: "\u{1B}[?").filter({ $0.hasSuffix("h") })
        {
            #expect(TerminalModes.restore.contains("?\(mode.dropLast())l"))
        }
    }

    @Test("Without a terminal the error says what to do instead")
    func noTerminal() async {
        // Test runs have no terminal on standard input, or are not allowed to take it over.
        guard isatty(0) == 0 else { return }
        await #expect(throws: TerminalError.self) { _ = try await TerminalScreen.open() }
        do {
            _ = try await TerminalScreen.open()
        } catch {
            #expect(error.code == .notATerminal)
            #expect(error.description.contains("countersign events list"))
        }
    }
}
