// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@Suite("Journey: Ctrl-Z and fg", .demonstration, .timeLimit(.minutes(2)))
struct SuspendJourney {
    @Test("B2: Ctrl-Z gives the shell a sane terminal, fg brings the console back where it was")
    func suspend() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.shell("shell")
            try await terminal.type("\(JourneyTerminal.program) demo")
            try await terminal.press("Enter")
            try await terminal.wait(for: "● Live Snapshot", "trail sealed")
            try await terminal.press("2")
            try await terminal.wait(for: "[2 Timeline]")
            for _ in 0..<3 {
                try await terminal.press("C-z")
                try await terminal.wait(for: "Stopped")
                #expect(try await terminal.isSane())
                try await terminal.type("clear; stty -a | grep -o ' icanon\\| echo '; echo typed")
                try await terminal.press("Enter")
                try await terminal.wait(for: "icanon", "echo", "\ntyped")
                try await terminal.type("clear; fg")
                try await terminal.press("Enter")
                try await terminal.wait(for: "[2 Timeline]", "trail sealed")
            }
            try await terminal.press("1")
            try await terminal.wait(for: "[1 Overview]", "Source Coverage")
            try await terminal.press("q")
            try await terminal.wait(for: "ready>")
            #expect(try await terminal.isSane())
        }
    }
}
