// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@Suite("Journey: the colours of four terminals", .demonstration, .timeLimit(.minutes(2)))
struct ColorJourney {
    @Test("P1 37: 24-bit, 256, 16 and no colours arrive at the terminal as the theme has them for that depth")
    func depths() async throws {
        try await journey {
            // What the accent of the shipped dark theme is at each depth.
            let claimed = try await shown("claimed", "TERM=xterm-256color COLORTERM=truecolor", "24-bit, as COLORTERM")
            #expect(claimed.contains("38;2;111;192;232") && !claimed.contains("38;5;"))
            let inside = try await shown("inside", "TERM=screen-256color COLORTERM=24bit", "24-bit, as COLORTERM says")
            #expect(inside.contains("38;2;111;192;232") && !inside.contains("38;5;"))
            let indexed = try await shown("indexed", "TERM=xterm-256color COLORTERM=", "256, as the terminal's")
            #expect(indexed.contains("38;5;117") && !indexed.contains("38;2;"))
            let few = try await shown("few", "TERM=linux COLORTERM=", "16, as the terminal's description has 8")
            #expect(few.contains("36m") && !few.contains("38;"))
            let none = try await shown(
                "none", "TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1", "none, as NO_COLOR")
            #expect(none.contains("\u{1B}[") && !none.contains("38;") && !none.contains("36m"))
        }
    }

    /// The console's first row of tabs with its escape sequences, after doctor has said what the depth follows from.
    private func shown(_ name: String, _ variables: String, _ finding: String) async throws -> String {
        let program = JourneyTerminal.program
        let terminal = try await JourneyTerminal.open(
            name, "env \(variables) \(program) --demo doctor; read go; exec env \(variables) \(program) demo")
        try await terminal.wait(for: finding)
        try await terminal.press("Enter")
        try await terminal.wait(for: "● Mutation enabled", "trail sealed")
        return try await terminal.styledScreen()
    }
}
