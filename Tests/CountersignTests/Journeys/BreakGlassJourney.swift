// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@Suite("Journey: a break-glass session", .demonstration, .timeLimit(.minutes(2)))
struct BreakGlassJourney {
    @Test("B46 B51 B52 B60–B62: opened, refused to its requester and an auditor, approved by another, there tomorrow")
    func breakGlass() async throws {
        try await journey {
            let requester = try await JourneyTerminal.console(as: "operator_1")
            let approver = try await JourneyTerminal.console(as: "operator_2")
            let auditor = try await JourneyTerminal.console(as: "auditor_1")
            try await approver.wait(for: "● Mutation enabled", "Nothing waits for your signature")

            try await open(requester)
            try await beRefused(requester)

            // Nobody has touched the second operator's keyboard.
            try await approver.wait(for: "○ Northwind Studio", "needs Governance Operator")
            try await approver.wait(for: "Approval of break-glass")
            try await lookOnly(auditor)

            try await approver.press("6", "s")
            try await approver.wait(for: "Sign: Break-glass admin session", "Your signature completes this request.")
            try await approver.type("sign")
            try await approver.wait(for: "confirm  sign")
            try await approver.press("C-s")
            try await approver.wait(for: "✓ Done", "Recorded as audit_")
            try await requester.wait(for: "Break-glass session open: Northwind Studio")

            try await approver.press("Enter")
            for terminal in [requester, approver] {
                try await terminal.press("2")
                try await terminal.wait(
                    for: "[2 Timeline]", "✗ denied", "Break-glass request approved for Northwind Studio",
                    "Break-glass session opened for Northwind Studio")
            }
            try await comeBack(requester)
        }
    }

    private func open(_ terminal: JourneyTerminal) async throws {
        try await terminal.wait(for: "● Mutation enabled", "POD Engine Alpha")
        try await terminal.press("5")
        try await terminal.wait(for: "Break-glass admin session")
        try await terminal.press("Enter")
        try await terminal.wait(for: "Tenant *")
        try await terminal.type("Northwind Studio")
        try await terminal.press("Tab")
        try await terminal.type("Launch-blocking DNS drift")
        try await terminal.wait(for: "h-blocking DNS drift")
        try await terminal.press("C-s")
        try await terminal.wait(for: "What will be requested")
        // Enter confirms nothing: it leaves, since the focus is on Cancel.
        try await terminal.press("Enter")
        try await terminal.wait(untilGone: "What will be requested")
        try await terminal.press("C-s")
        try await terminal.wait(for: "What will be requested")
        try await terminal.type("Northwind Studio")
        try await terminal.wait(for: "confirm  Northwind Studio")
        try await terminal.press("C-s")
        try await terminal.wait(for: "✓ Done", "Recorded as audit_")
        try await terminal.press("Enter")
        try await terminal.wait(for: "[6 Requests]", "Yours, waiting for others")
    }

    private func beRefused(_ terminal: JourneyTerminal) async throws {
        try await terminal.press("s")
        try await terminal.wait(for: "PostgreSQL will refuse this")
        try await terminal.type("sign")
        try await terminal.wait(for: "confirm  sign")
        try await terminal.press("C-s")
        try await terminal.wait(for: "✗ Refused: self-approval", "Recorded as audit_")
        try await terminal.press("Enter")
        try await terminal.wait(untilGone: "Refused")
    }

    /// A support auditor reads everything, and no key opens a way to act.
    private func lookOnly(_ terminal: JourneyTerminal) async throws {
        try await terminal.wait(for: "READ-ONLY", "Approval of break-glass")
        try await terminal.press("6")
        try await terminal.wait(for: "Northwind Studio", "needs Governance Operator")
        try await terminal.press("s")
        try await terminal.wait(for: "Sign is not possible", "you hold Support Auditor")
        try await terminal.press("5")
        try await terminal.wait(for: "Break-glass admin session")
        try await terminal.press("Enter")
        try await terminal.wait(for: "Open request is not possible", "you hold Support Auditor")
    }

    private func comeBack(_ terminal: JourneyTerminal) async throws {
        try await terminal.press("q")
        try await terminal.waitForEnd(with: 0)
        try await terminal.runAgain()
        try await terminal.wait(for: "Break-glass session open: Northwind Studio", "● Live Snapshot")
        try await terminal.press("2")
        try await terminal.wait(for: "[2 Timeline]", "✗ denied", "Break-glass session opened for Northwind Studio")
    }
}
