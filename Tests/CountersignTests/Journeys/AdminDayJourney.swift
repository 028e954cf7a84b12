// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@Suite("Journey: an admin's day", .demonstration, .timeLimit(.minutes(2)))
struct AdminDayJourney {
    @Test("B3 B53 B66: keys of one's own, a command line that remembers, an event by its id, and the mouse let go")
    func day() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.shell("admin")
            let program = "XDG_CONFIG_HOME=\(BuiltProgram.home)/config \(JourneyTerminal.program)"
            let folder = "\(BuiltProgram.home)/config/countersign"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data("timeline.follow: L\nglobal.hlep: F9\n".utf8).write(to: URL(filePath: "\(folder)/keys.yaml"))
            try await terminal.run("\(program) keys check; echo checked $?")
            try await terminal.wait(for: "global.hlep", "did you mean global.help?", "checked 2")

            try await terminal.run("\(program) demo --as admin_1")
            try await terminal.wait(for: "keys.yaml:2: global.hlep", "admin_1", "trail sealed")
            try await terminal.press("2")
            try await terminal.wait(for: "[2 Timeline]", "L Stop following")
            try await terminal.press("f")
            try await terminal.press("L")
            try await terminal.wait(for: "L Follow", "○ not following")

            // Commands by a few of their letters; a fault points at its word.
            try await terminal.press(":")
            try await terminal.type("sources now")
            try await terminal.press("Enter")
            try await terminal.wait(for: "^^^", "takes nothing after its name")
            try await terminal.press("C-w", "Enter")
            try await terminal.wait(for: "[3 Sources]")
            try await terminal.press(":")
            try await terminal.type("filter severity:>=high")
            try await terminal.press("Enter")
            try await terminal.wait(for: "Filter: severity:>=high", "▲ high")

            // The mouse is let go with one key, and the terminal has it.
            try await terminal.wait(for: "The mouse") { try await terminal.property("mouse_any_flag") == "1" }
            try await terminal.press("F2")
            try await terminal.wait(for: "select text as usual")
            try await terminal.wait(for: "No mouse") { try await terminal.property("mouse_any_flag") == "0" }
            try await terminal.press("q")
            try await terminal.wait(for: "ready>")
            #expect(try await terminal.isSane())

            // The next day the command line still knows.
            try await terminal.run("\(program) demo --as admin_1 --no-mouse")
            try await terminal.wait(for: "[1 Overview]", "trail sealed")
            #expect(try await terminal.property("mouse_any_flag") == "0")
            try await terminal.press(":")
            try await terminal.type("sev")
            try await terminal.press("C-r")
            try await terminal.wait(for: ":filter severity:>=high")
            try await terminal.press("Enter")
            try await terminal.wait(for: "Filter: severity:>=high")
            try await terminal.press("C-c")
            try await terminal.wait(for: "ready>")
            #expect(try await terminal.isSane())
        }
    }
}
