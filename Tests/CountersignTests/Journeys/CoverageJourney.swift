// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance
import Testing

@Suite("Journey: what a console sees of the services", .demonstration, .timeLimit(.minutes(2)))
struct CoverageJourney {
    @Test("B15 B22: two looks that agree put a blind spot into the timeline, once, however often one looks again")
    func blindSpot() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "auditor_1")
            try await terminal.wait(for: "trail sealed", "Live Sources")
            try await terminal.press("2")
            try await terminal.wait(for: "[2 Timeline]")
            try await terminal.wait(for: "Platform Services is offline") {
                try await terminal.press("r")
                return try await terminal.screen().contains("Platform Services is offline")
            }
            for _ in 0..<3 {
                try await terminal.press("r")
                try await terminal.wait(for: "Asking everything anew.")
            }
            try await terminal.press("q")
            try await terminal.waitForEnd(with: 0)
            let events = try await BuiltProgram.read(
                ["events", "list", "--filter", "category:source resource:\"source/Platform Services\""],
                as: "auditor_1"
            ).elements
            #expect(events.count == 1)
            #expect(events.first?["action"]?.text == "SOURCE_OFFLINE")
            #expect(events.first?["actor_username"]?.text == "countersign_service")
            #expect(events.first?["surface"]?.text == "probe")
            #expect(events.first?["coverage"]?.text?.hasSuffix("/5") == true)
        }
    }
}
