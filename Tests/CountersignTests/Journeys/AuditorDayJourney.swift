// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Testing

@Suite("Journey: a support auditor's day", .demonstration, .timeLimit(.minutes(2)))
struct AuditorDayJourney {
    @Test("A35 B3 B53: reads everything, searches the help, and finds no key, click or command that changes anything")
    func day() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "auditor_1")
            try await terminal.wait(for: "READ-ONLY", "Support Auditor", "trail sealed")

            try await terminal.press("2")
            try await terminal.wait(for: "[2 Timeline]", "Rollback package staged for POD Engine Bravo")
            try await terminal.press("G")
            try await terminal.wait(for: "The beginning of the trail.")
            try await terminal.press("g", "Enter")
            try await terminal.wait(for: "recorded at")
            try await terminal.press("y")
            try await terminal.wait(for: "Copied to the clipboard.")
            try await terminal.press("Escape")
            try await terminal.wait(untilGone: "recorded at")

            // The help is searched and runs what it finds.
            try await terminal.press("?")
            try await terminal.wait(for: "Keys · Timeline")
            try await terminal.type("requests")
            try await terminal.press("Enter")
            try await terminal.wait(for: "[6 Requests]")

            // Nothing that governs is offered, by key, by command or by click.
            try await terminal.press("5", "Enter")
            try await terminal.wait(for: "Open request is not possible", "you hold Support Auditor")
            try await terminal.press(":")
            try await terminal.type("open break-glass-admin-session")
            try await terminal.press("Enter")
            try await terminal.wait(for: "Break-glass admin session is not possible")
            // The catalog lies on the overview's second page, which Shift-Tab comes to first.
            try await terminal.press("1", "BTab")
            try await terminal.wait(for: "[1 Overview]", "01  Break-glass admin session")
            try await terminal.click("01  Break-glass admin session")
            try await terminal.click("01  Break-glass admin session")
            try await terminal.wait(for: "Open request is not possible")
            let acts = try await BuiltProgram.run([
                "--demo", "--as", "admin_1", "events", "list", "--filter", "actor:auditor_1 -stream:auth", "--format",
                "json",
            ])
            #expect(acts.status == 0 && acts.text == "[]\n")

            try await terminal.press("q")
            try await terminal.waitForEnd(with: 0)
            #expect(try await terminal.isSane())
        }
    }
}
