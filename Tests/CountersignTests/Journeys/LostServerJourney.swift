// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import GovernanceTestSupport
@testable import PrivateCluster

@Suite("Journey: the server dies", .demonstration, .timeLimit(.minutes(2)))
struct LostServerJourney {
    @Test("B2 B46: PostgreSQL killed in the middle of a form: stale, actions off, the draft kept, then all goes on")
    func killedServer() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "operator_1")
            try await terminal.wait(for: "● Mutation enabled", "POD Engine Alpha")
            try await terminal.press("5")
            try await terminal.wait(for: "Break-glass admin session")
            try await terminal.press("Enter")
            try await terminal.wait(for: "Tenant *")
            try await terminal.type("Delta Market")
            try await terminal.press("Tab")
            try await terminal.type("Certificate renewal failed")
            try await terminal.wait(for: "Certificate renewal failed")

            // While somebody else holds the lock for starting, the console cannot bring the server back.
            let starting = try FileLock(opening: "\(BuiltProgram.home)/demo/starting")
            try #require(try await starting.lock(.exclusive, within: .seconds(10)))
            try await killServer()
            try await terminal.wait(for: "Stale since", "Delta Market", "Certificate renewal failed")
            try await terminal.press("C-s")
            try await terminal.wait(for: "What will be requested", "✗ The database")
            try await terminal.type("Delta Market")
            try await terminal.wait(for: "confirm  Delta Market")
            try await terminal.press("C-s")
            try await terminal.press("Escape")
            try await terminal.wait(for: "Tenant *", "Certificate renewal failed")
            starting.unlock()

            try await terminal.wait(for: "● Live Snapshot", "● Mutation enabled", "Certificate renewal failed")
            try await terminal.press("C-s")
            try await terminal.wait(for: "What will be requested")
            try await terminal.type("Delta Market")
            try await terminal.wait(for: "confirm  Delta Market")
            try await terminal.press("C-s")
            try await terminal.wait(for: "✓ Done")
            try await terminal.press("Enter", "2")
            try await terminal.wait(for: "[2 Timeline]", "Break-glass request opened for Delta Market")
            try await terminal.press("q")
            try await terminal.waitForEnd(with: 0)
        }
    }

    private func killServer() async throws {
        let file = "\(BuiltProgram.home)/demo/data/postmaster.pid"
        let first = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").first
        await TestServerProcesses.killTree(of: try #require(first.flatMap { pid_t($0) }))
    }
}
