// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import GovernanceTestSupport
@testable import PrivateCluster

@Suite("The guardian of test servers", .timeLimit(.minutes(1)))
struct GuardianTests {
    @Test("What carries the folder's name ends, also what ignores SIGTERM, and the folder goes; others stay")
    func ends() async throws {
        let folder = "/tmp/countersign-guardian-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let guardian = try await TestServerGuardian.start(watching: folder, as: .current())
        // both wait for what never comes
        let script = "trap '' TERM; mkfifo \(folder)/never; read -r nothing <> \(folder)/never"
        let bystander = "exec tail -f /dev/null"
        let (numbers, number) = AsyncStream<Int32>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for words in [script, bystander] {
                group.addTask {
                    try await TestProcess.run("/bin/sh", ["-c", words], as: .current()) { number.yield($0) }
                }
            }
            var running: [Int32] = []
            for await started in numbers {
                running.append(started)
                if running.count == 2 { break }
            }
            await guardian.dismiss()
            #expect(!FileManager.default.fileExists(atPath: folder))
            // the first to end is the one that the guardian ended
            try await group.next()
            let left = running.filter { kill($0, 0) == 0 }
            #expect(left.count == 1)
            for process in left { kill(process, SIGKILL) }
            try await group.waitForAll()
        }
    }
}
