// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@Suite("Journey: something is pasted", .demonstration, .timeLimit(.minutes(2)))
struct PasteJourney {
    @Test("A paste triggers no command, opens nothing, and goes into a field as text")
    func paste() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "operator_1")
            try await terminal.wait(for: "● Mutation enabled", "trail sealed")

            // every one of these letters is a key on this screen
            try await terminal.paste("q\n:quit\n5\n\nq\u{03}?")
            try await terminal.wait(for: "Pasted text was dropped")
            try await terminal.press("2")
            let timeline = try await terminal.wait(for: "● following")
            #expect(!timeline.contains("Tenant *"))

            try await terminal.press("/")
            try await terminal.paste("severity:high\nq")
            try await terminal.wait(for: "severity:high")
            try await terminal.press("Escape")
            try await terminal.wait(untilGone: "Esc Leave")

            try await terminal.press("5", "Enter")
            try await terminal.wait(for: "Tenant *")
            try await terminal.paste("Northwind\u{1B}[31m Studio")
            try await terminal.wait(for: "Northwind")
            try await terminal.press("Escape")
            kill(try terminal.process(), SIGTERM)
            try await terminal.waitForEnd(with: 0)
        }
        let requests = try await BuiltProgram.read(["requests", "list"])
        #expect(requests.elements.isEmpty)
    }
}
