// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import GovernanceTestSupport
@testable import PrivateCluster

@Suite("Journey: a start without the database", .demonstration, .timeLimit(.minutes(2)))
struct FallbackJourney {
    @Test("B4 B55: the last good snapshot with its age, actions off, and live again without a key press")
    func fallback() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "operator_1")
            try await terminal.wait(for: "● Live Snapshot", "POD Engine Alpha", "Worker + Analyst lease flagged")
            try await terminal.wait(for: "Nothing waits for your signature")
            try await terminal.press("5")
            try await terminal.wait(for: "[5 Workflows]", "Break-glass admin session")
            try await terminal.press("q")
            try await terminal.waitForEnd(with: 0)

            // While somebody else holds the lock for starting, no console can bring the server back.
            let starting = try FileLock(opening: "\(BuiltProgram.home)/demo/starting")
            try #require(try await starting.lock(.exclusive, within: .seconds(10)))
            let file = "\(BuiltProgram.home)/demo/data/postmaster.pid"
            let first = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").first
            await TestServerProcesses.killTree(of: try #require(first.flatMap { pid_t($0) }))

            try await terminal.runAgain()
            let shown = try await terminal.wait(
                for: "! Fallback Snapshot", "Worker + Analyst lease flagged", "POD Engine Alpha", "READ-ONLY")
            #expect(!shown.contains("Live Snapshot"))
            try await terminal.press("2")
            try await terminal.wait(for: "[2 Timeline]", "Break-glass request opened for Northwind Studio")
            starting.unlock()

            try await terminal.wait(for: "● Live Snapshot", "● Mutation enabled", "Worker + Analyst lease flagged")
            try await terminal.wait(untilGone: "Fallback Snapshot")
            try await terminal.press("q")
            try await terminal.waitForEnd(with: 0)
        }
    }
}
