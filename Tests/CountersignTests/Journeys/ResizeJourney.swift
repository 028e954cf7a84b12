// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@Suite("Journey: a storm of resizes", .demonstration, .timeLimit(.minutes(2)))
struct ResizeJourney {
    @Test("B2: whatever sizes the terminal goes through, down to one cell, the screen is whole afterwards")
    func storm() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "operator_1")
            try await terminal.wait(for: "● Live Snapshot", "trail sealed")
            var state: UInt64 = 20_260_308
            for _ in 0..<60 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                try await terminal.resize(width: 1 + Int(state >> 33) % 220, height: 1 + Int(state >> 45) % 70)
            }
            try await terminal.resize(width: 1, height: 1)
            try await terminal.resize(width: 40, height: 10)
            try await terminal.wait(for: "Countersign needs 60×15.", "This terminal has 40×10.")
            try await terminal.resize(width: 100, height: 30)
            try await terminal.wait(for: "Audit Timeline", "Waiting for you", "trail sealed")
            try await terminal.press("2")
            let shown = try await terminal.wait(for: "[2 Timeline]", "◇ reported by its origin")
            let rows = shown.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(rows.first?.hasPrefix(" Audit Logs") == true)
            #expect(rows.filter { $0.contains("Audit Logs") }.count == 1)
            #expect(rows[29].contains("trail sealed"))
            try await terminal.press("q")
            try await terminal.waitForEnd(with: 0)
        }
    }
}
