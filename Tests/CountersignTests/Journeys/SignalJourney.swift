// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@Suite("Journey: asked to end", .demonstration, .serialized, .timeLimit(.minutes(2)))
struct SignalJourney {
    @Test(
        "B2: signals that ask for the end, and crashes, end the console and leave a sane terminal",
        arguments: ["TERM", "HUP", "INT", "QUIT", "SEGV", "ABRT", "ILL", "BUS"])
    func signals(name: String) async throws {
        try await journey {
            let terminal = try await JourneyTerminal.shell("shell")
            let file = "\(BuiltProgram.home)/pid-\(name)"
            try await terminal.type("clear; sh -c 'echo $$ > \(file); exec \(JourneyTerminal.program) demo'")
            try await terminal.press("Enter")
            try await terminal.wait(for: "● Live Snapshot", "trail sealed")
            let process = try #require(
                pid_t(try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)))
            let signals = [
                "TERM": SIGTERM, "HUP": SIGHUP, "INT": SIGINT, "QUIT": SIGQUIT, "SEGV": SIGSEGV, "ABRT": SIGABRT,
                "ILL": SIGILL, "BUS": SIGBUS,
            ]
            kill(process, try #require(signals[name]))
            try await terminal.wait(for: "ready>")
            #expect(try await terminal.isSane())
            try await terminal.type("clear; stty -a | grep -o ' icanon\\| echo '; echo typed")
            try await terminal.press("Enter")
            try await terminal.wait(for: "icanon", "echo", "\ntyped")
        }
    }
}
