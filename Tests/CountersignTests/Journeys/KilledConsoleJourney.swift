// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import Testing

@Suite("Journey: the console is killed", .demonstration(staysUp: false), .timeLimit(.minutes(2)))
struct KilledConsoleJourney {
    @Test("kill -9 of a console breaks nothing: others go on, the next start works, the last one out stops the server")
    func killedConsole() async throws {
        try await journey {
            // The one that made and started the cluster dies; the other one's server must not go with it.
            let first = try await JourneyTerminal.console(as: "operator_1")
            try await first.wait(for: "● Live Snapshot", "Worker + Analyst lease flagged")
            let second = try await JourneyTerminal.console(as: "operator_2")
            try await second.wait(for: "● Live Snapshot", "Worker + Analyst lease flagged")
            #expect(try await clusterState() == "running")
            kill(try first.process(), SIGKILL)
            try await first.waitForEnd(with: 128 + SIGKILL)
            try await second.press("5", "Enter")
            try await second.wait(for: "Tenant *")
            try await second.press("Escape")
            kill(try second.process(), SIGKILL)
            try await second.waitForEnd(with: 128 + SIGKILL)

            // Nobody was there to stop the server: the next one finds it, works, and stops it in leaving.
            #expect(try await clusterState() == "running")
            try await first.runAgain()
            try await first.wait(for: "● Live Snapshot", "Worker + Analyst lease flagged")
            try await first.press("q")
            try await first.waitForEnd(with: 0)
            #expect(try await clusterState() == "stopped")

            try await second.runAgain()
            try await second.wait(for: "● Live Snapshot", "Worker + Analyst lease flagged")
            try await second.press("q")
            try await second.waitForEnd(with: 0)
            #expect(try await clusterState() == "stopped")
        }
    }

    private func clusterState() async throws -> String {
        struct Status: Decodable {
            var state: String
        }
        let answer = try await BuiltProgram.run(["--demo", "cluster", "status", "--format", "json"])
        #expect(answer.status == 0, "\(answer.words)")
        return try answer.decoded(as: Status.self).state
    }
}
