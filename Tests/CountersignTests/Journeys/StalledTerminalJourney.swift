// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Subprocess
import Testing

@Suite("Journey: a terminal that takes nothing", .demonstration, .timeLimit(.minutes(2)))
struct StalledTerminalJourney {
    @Test("SIGTERM ends a console whose terminal is stalled", arguments: [SIGTERM, SIGQUIT])
    func stalled(signal: Int32) async throws {
        let status = try await BareTerminal.run(["demo"], isStopped: true) { terminal in
            // the last one that the console takes; the runtime's backtrace has a handler for SIGQUIT before that
            try await terminal.wait(for: "A console") { terminal.handles(SIGHUP) }
            kill(terminal.processID, signal)
            try await terminal.wait(for: "The end of the process") { !isRunning(terminal.processID) }
        }
        #expect(status == .signaled(signal))
    }

    @Test("So does a console whose terminal stalls later, also with something to say on standard error")
    func stallsLater() async throws {
        let status = try await BareTerminal.run(["demo"]) { terminal in
            terminal.startReading()
            try await terminal.wait(for: "The overview") { terminal.written.contains("Live Snapshot") }
            terminal.stop()
            try terminal.complain("a warning of some library\n")
            kill(terminal.processID, SIGTERM)
            try await terminal.wait(for: "The end of the process") { !isRunning(terminal.processID) }
        }
        #expect(status == .signaled(SIGTERM))
    }

    @Test("Keys that were typed before the first frame do nothing, whatever they are")
    func typedAhead() async throws {
        let status = try await BareTerminal.run(["demo", "--as", "operator_1"]) { terminal in
            terminal.type("qqq:quit\r5\r\ry\u{13}")
            terminal.startReading()
            try await terminal.wait(for: "The overview") { terminal.written.contains("Live Snapshot") }
            terminal.type("2")
            try await terminal.wait(for: "The timeline") { terminal.written.contains("following") }
            #expect(!terminal.written.contains("Tenant *"))
            terminal.type("q")
            try await terminal.wait(for: "The end of the process") { !isRunning(terminal.processID) }
        }
        #expect(status == .exited(0))
        let requests = try await BuiltProgram.read(["requests", "list"])
        #expect(requests.elements.isEmpty)
    }
}

/// Whether the process runs: one that has ended and was not asked for yet is a zombie.
private func isRunning(_ process: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
        return kill(process, 0) == 0
    }
    return status.split(separator: ")").last?.split(separator: " ").first != "Z"
}
