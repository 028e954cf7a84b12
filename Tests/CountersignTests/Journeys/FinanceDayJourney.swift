// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@Suite("Journey: a finance reviewer's day", .demonstration, .timeLimit(.minutes(2)))
struct FinanceDayJourney {
    @Test("B2 B3 B53: reads what is flagged for finance, looks at coverage, is told what is not theirs, and goes home")
    func day() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "finance_1")
            // In the morning: is anything waiting, and can the screen be trusted?
            try await terminal.wait(
                for: "● Mutation enabled", "Finance Reviewer", "Nothing waits for your signature")
            try await terminal.press("3")
            try await terminal.wait(for: "[3 Sources]", "do not block signing")

            // What was flagged for finance, by filter, with a fault on the way.
            try await terminal.press("2", "/")
            try await terminal.type("categry:ai-leasing")
            try await terminal.press("Enter")
            try await terminal.wait(for: "✗ column 1")
            try await terminal.press("C-u")
            try await terminal.type("category:ai-leasing")
            try await terminal.press("Enter")
            try await terminal.wait(for: "Filter: category:ai-leasing", "flagged for finance review")
            try await terminal.press("Enter")
            try await terminal.wait(for: "audit_", "recorded at")
            try await terminal.press("Escape")
            try await terminal.wait(untilGone: "recorded at")

            // Back the way they came, and forward again.
            try await terminal.press("M-Left")
            try await terminal.wait(untilGone: "Filter: category")
            try await terminal.press("6")
            try await terminal.wait(for: "[6 Requests]")
            try await terminal.press("BSpace")
            try await terminal.wait(for: "[2 Timeline]")
            try await terminal.press("M-Right")
            try await terminal.wait(for: "[6 Requests]")

            // Opening belongs to operators: the key is there, and says so.
            try await terminal.press("5", "Enter")
            try await terminal.wait(for: "Nothing is sent before the review.")
            try await terminal.type("Northwind Studio")
            try await terminal.press("Tab")
            try await terminal.type("Only to see what would be refused")
            try await terminal.wait(for: "what would be refused")
            try await terminal.press("C-s")
            try await terminal.wait(for: "PostgreSQL will refuse this", "Governance Operator")
            try await terminal.press("Escape")
            try await terminal.wait(untilGone: "PostgreSQL will refuse this")
            try await terminal.press("Escape")
            try await terminal.wait(untilGone: "Nothing is sent before the review.")

            try await terminal.press(":")
            try await terminal.type("q")
            try await terminal.press("Enter")
            try await terminal.waitForEnd(with: 0)
            #expect(try await terminal.isSane())
        }
    }
}
