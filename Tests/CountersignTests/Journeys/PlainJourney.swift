// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@Suite("Journey: by ear", .demonstration, .timeLimit(.minutes(2)))
struct PlainJourney {
    @Test("P1-39 B2: the plain screen has no line, its cursor is on the row in focus, and it keeps still")
    func plain() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.shell("plain")
            try await terminal.run("COUNTERSIGN_PLAIN=1 \(JourneyTerminal.program) demo --as auditor_1")
            let screen = try await terminal.wait(for: "READ-ONLY", "Audit Timeline", "Auto paused")
            for scalar in screen.unicodeScalars { #expect(!(0x2500...0x259F).contains(scalar.value)) }
            try await terminal.press("2")
            try await terminal.wait(for: "[2 Timeline]", "> ", "Retirement package")
            try await terminal.press("j", "j")
            try await terminal.wait(for: "The cursor on the third row") {
                let row = try #require(Int(try await terminal.property("cursor_y")))
                let lines = try await terminal.screen().split(separator: "\n", omittingEmptySubsequences: false)
                return row < lines.count && lines[row].hasPrefix(">") && lines[row].contains("ACL seed")
            }
            try await terminal.press("Enter")
            try await terminal.wait(for: "recorded at")
            try await terminal.press("Escape")
            try await terminal.wait(untilGone: "recorded at")
            try await terminal.press("q")
            try await terminal.wait(for: "ready>")
            #expect(try await terminal.isSane())
        }
    }
}
