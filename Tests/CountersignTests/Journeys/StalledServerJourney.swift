// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import GovernanceTestSupport

@Suite("Journey: the server stalls", .demonstration, .timeLimit(.minutes(2)))
struct StalledServerJourney {
    /// More than any key takes, and far less than any time-out of the database.
    private static let limit = Duration.seconds(2)

    @Test("P0 14: while every process of PostgreSQL stands still, each key answers; when it goes on, so does all else")
    func stalled() async throws {
        try await journey {
            let terminal = try await JourneyTerminal.console(as: "operator_1")
            try await terminal.wait(for: "● Mutation enabled", "trail sealed")
            // A form needs the catalog, which nobody could read any more.
            try await terminal.press("5")
            try await terminal.wait(for: "Break-glass admin session")
            try await terminal.press("1")
            try await terminal.wait(for: "[1 Overview]")
            let file = "\(BuiltProgram.home)/demo/data/postmaster.pid"
            let first = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").first
            let postmaster = try #require(first.flatMap { pid_t($0) })
            let halted = await TestServerProcesses.haltTree(of: postmaster)
            do {
                try await walk(terminal)
            } catch {
                for process in halted { TestServerProcesses.send(SIGCONT, to: process) }
                throw error
            }
            for process in halted { TestServerProcesses.send(SIGCONT, to: process) }
            try await terminal.press("1", "r")
            try await terminal.wait(for: "● Mutation enabled", "trail sealed")
            try await terminal.press("q")
            try await terminal.waitForEnd(with: 0)
        }
    }

    /// Every screen, a query that nobody answers, a form that is typed into, and the help.
    private func walk(_ terminal: JourneyTerminal) async throws {
        func answers(_ keys: [String], _ texts: String...) async throws {
            let start = ContinuousClock.now
            for key in keys { try await terminal.press(key) }
            for text in texts { try await terminal.wait(for: text) }
            let taken = ContinuousClock.now - start
            #expect(taken < Self.limit, "\(keys) took \(taken)")
        }
        try await answers(["r"], "Asking everything anew.")
        for (key, tab) in [
            ("2", "Timeline"), ("3", "Sources"), ("4", "Packages"), ("5", "Workflows"), ("6", "Requests"),
            ("7", "Settings"),
        ] {
            try await answers([key], "[\(key) \(tab)]")
        }
        try await answers(["2", "/"], "Tab")
        try await terminal.type("category:rollback")
        try await answers(["Enter"], "category:rollback")
        try await answers(["5", "Enter"], "Tenant *")
        let start = ContinuousClock.now
        try await terminal.type("Northwind Studio")
        try await terminal.wait(for: "Northwind Studio")
        #expect(ContinuousClock.now - start < Self.limit)
        try await answers(["Escape"], "The draft is kept")
        try await answers(["?"], "Keys · Workflows")
        try await terminal.press("Escape")
        try await terminal.wait(untilGone: "Keys · Workflows")
        try await answers(["1"], "[1 Overview]")
    }
}
