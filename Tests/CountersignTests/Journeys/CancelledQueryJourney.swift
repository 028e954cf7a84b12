// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Logging
import Postgres
import PrivateCluster
import Testing

@testable import GovernanceTestSupport

@Suite("Journey: Esc ends a query at the server", .demonstration, .timeLimit(.minutes(2)))
struct CancelledQueryJourney {
    /// Well below the 15 s after which the store ends any statement by itself.
    private static let limit = Duration.seconds(10)

    @Test("P0 14: a page that the server does not get to is cancelled there by Esc, and the console goes on")
    func cancelled() async throws {
        let cluster = try PrivateCluster(kind: .demonstration, home: BuiltProgram.home)
        let logger = Logger(label: "journey") { _ in SwiftLogNoOpLogHandler() }
        try await ClusterUse.with(cluster, logger: logger) { use in
            try await journey {
                let terminal = try await JourneyTerminal.console(as: "operator_1")
                try await terminal.wait(for: "● Mutation enabled", "trail sealed")
                let holder = try await Connection.connect(use.superuser)
                let witness = try await Connection.connect(use.superuser)
                try await walk(terminal, holder, witness)
                await holder.close()
                await witness.close()
            }
        }
    }

    private func walk(_ terminal: JourneyTerminal, _ holder: Connection, _ witness: Connection) async throws {
        try await terminal.press("2")
        try await terminal.wait(for: "[2 Timeline]", "Break-glass request opened for Northwind Studio")

        // Whoever reads the trail waits from now on, until this lock is given back.
        try await holder.script("begin; lock table countersign.event in access exclusive mode")
        try await terminal.press("/")
        try await terminal.wait(for: "Tab completes")
        try await terminal.type("category:rollback")
        try await terminal.press("Enter")
        try await terminal.wait(for: "Filter: category:rollback", "Reading the trail")
        try await terminal.wait(for: "A page that waits for the lock") { try await pagesHeld(witness) == 1 }

        let pressed = ContinuousClock.now
        try await terminal.press("Escape")
        // The lock is held still: a page that is there no longer was cancelled, not served.
        do {
            try await eventually(within: Self.limit) { try await pagesHeld(witness) == 0 }
        } catch is NeverHeld {
            Issue.record("The page's query runs on.\n\(try await terminal.screen())")
        }
        let taken = pressed.duration(to: .now)
        #expect(try await isHolding(holder))
        print("Esc to the end of the query at the server: \(taken / .milliseconds(1)) ms, tmux and the look included")
        try await terminal.wait(for: "The search was stopped. Moving down goes on with it.")

        // All else goes on while the trail is held.
        try await terminal.press("5", "Enter")
        try await terminal.wait(for: "Tenant *")
        try await terminal.press("Escape")
        try await terminal.wait(untilGone: "Tenant *")
        try await terminal.press("2")
        try await terminal.wait(for: "[2 Timeline]", "Filter: category:rollback")
        try await holder.script("rollback")
        try await terminal.press("Down")
        try await terminal.wait(for: "Rollback package staged")
        try await terminal.press("q")
        try await terminal.waitForEnd(with: 0)
    }

    /// How many queries of the console wait for a lock to read a page of that category.
    private func pagesHeld(_ witness: Connection) async throws -> Int {
        let rows = try await witness.query(
            """
            select count(*) from pg_catalog.pg_stat_activity
            where usename = 'operator_1' and state = 'active' and wait_event_type = 'Lock'
                and query like '%order by category desc%'
            """)
        return try #require(rows.first).decode(0, as: Int.self)
    }

    private func isHolding(_ holder: Connection) async throws -> Bool {
        let rows = try await holder.query(
            """
            select exists (
                select from pg_catalog.pg_locks
                where pid = pg_backend_pid() and mode = 'AccessExclusiveLock' and granted
                    and relation = 'countersign.event'::regclass)
            """)
        return try #require(rows.first).decode(0, as: Bool.self)
    }
}
