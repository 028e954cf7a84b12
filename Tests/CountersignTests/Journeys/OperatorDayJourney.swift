// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@Suite("Journey: an operator's day", .demonstration, .timeLimit(.minutes(2)))
struct OperatorDayJourney {
    @Test("B2 B51 B53: typed ahead, stopped, resized and clicked, and nothing is done before it is confirmed by hand")
    func day() async throws {
        try await journey {
            // Keys typed before the first paint approve nothing.
            let terminal = try await JourneyTerminal.shell("operator")
            try await terminal.run("\(JourneyTerminal.program) demo --as operator_1")
            try await terminal.type("6s sign")
            try await terminal.press("Enter")
            try await terminal.wait(for: "● Mutation enabled", "trail sealed")
            #expect(try await !terminal.screen().contains("Recorded as"))

            // A form whose draft outlives leaving, a stop and a storm of sizes.
            try await terminal.click("5 Workflows")
            try await terminal.wait(for: "[5 Workflows]")
            try await terminal.press("Enter")
            try await terminal.wait(for: "Tenant *")
            try await terminal.type("Harbor Goods")
            try await terminal.press("Tab")
            try await terminal.type("Certificate renewal blocks the launch")
            try await terminal.press("C-z")
            try await terminal.wait(for: "Stopped")
            #expect(try await terminal.isSane())
            try await terminal.run("fg")
            try await terminal.wait(for: "Certificate renewal blocks")
            for (width, height) in [(1, 1), (60, 15), (200, 60), (120, 40)] {
                try await terminal.resize(width: width, height: height)
            }
            try await terminal.wait(for: "Harbor Goods", "Certificate renewal blocks")
            try await terminal.press("Escape")
            try await terminal.wait(for: "The draft is kept.")
            try await terminal.press("Enter")
            // A key that comes before the form is painted does nothing.
            try await terminal.wait(for: "Tenant *", "Harbor Goods", "Ctrl-S Review")

            // The review: a click on what confirms does nothing, one on Cancel leaves.
            try await terminal.press("C-s")
            try await terminal.wait(for: "What will be requested", "[ Cancel ]")
            try await terminal.type("Harbor Goods")
            try await terminal.click("Open request  Ctrl-S")
            try await terminal.click("Ctrl-S Confirm")
            try await terminal.click("[ Cancel ]")
            try await terminal.wait(untilGone: "What will be requested")
            #expect(try await !terminal.screen().contains("Recorded as"))
            try await terminal.press("C-s")
            try await terminal.wait(for: "What will be requested")
            try await terminal.type("Harbor Goods")
            try await terminal.wait(for: "confirm  Harbor Goods")
            try await terminal.press("C-s")
            try await terminal.wait(for: "✓ Done", "Recorded as audit_")
            try await terminal.press("Enter")
            try await terminal.wait(for: "[6 Requests]", "Harbor Goods")

            // Withdrawn by hand, with its reason.
            try await terminal.press("w")
            try await terminal.wait(for: "Withdraw: Break-glass")
            try await terminal.type("The renewal came through")
            try await terminal.press("Tab")
            try await terminal.type("withdraw")
            try await terminal.wait(for: "confirm  withdraw")
            try await terminal.press("C-s")
            try await terminal.wait(for: "✓ Done", "Recorded as audit_")
            try await terminal.press("Enter", "q")
            try await terminal.wait(for: "ready>")
            #expect(try await terminal.isSane())
        }
    }
}
