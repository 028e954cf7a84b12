// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance
import GovernanceTestSupport
import LogExchange
import Synchronization
import Testing

@testable import countersign

@Suite("C39: countersign import")
struct ImportCommandTests {
    /// Takes what it is sent, or refuses it.
    private final class Trail: Sendable {
        let contexts = Mutex<[ActionContext]>([])
        let refusal: ActionResult?

        init(refusal: ActionResult? = nil) {
            self.refusal = refusal
        }

        var client: ImportClient {
            ImportClient(
                importBatch: { _, records, context in
                    if let refusal = self.refusal { return ImportBatchResult(result: refusal) }
                    self.contexts.withLock { $0.append(context) }
                    return ImportBatchResult(result: ActionResult(outcome: .succeeded), inserted: records.count)
                },
                recordImport: { _, context in
                    self.contexts.withLock { $0.append(context) }
                    return ActionResult(outcome: .succeeded, eventID: "audit_import")
                })
        }
    }

    private static let record =
        #"{"eventVersion":"1.08","eventID":"e","eventTime":"2023-07-10T11:42:24Z","eventName":"X"}"#

    private static func run(
        _ trail: Trail, _ text: String, name: String = "1.json", options: [String] = []
    ) async throws -> (status: CommandStatus, text: String, words: String) {
        let folder = FileManager.default.temporaryDirectory.path + "/countersign-import-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        return try await perform(
            ["import", "--format", "cloudtrail"] + options + [folder],
            in: inMemorySession(
                InMemoryGovernance(now: { Timestamp(microseconds: 1_780_000_000_000_000) }), imports: trail.client))
    }

    @Test("Says what was taken, and names the event of the import")
    func taken() async throws {
        let trail = Trail()
        let (status, text, words) = try await Self.run(trail, "{\"Records\":[\(Self.record)]}")
        #expect(status == .done)
        #expect(text.hasPrefix("1 record in 1 file: 1 taken, 0 already in the trail, 0 rejected; "))
        #expect(text.hasSuffix("event    audit_import\n"))
        #expect(words == "Source coverage 3/5 live (Engine Runtime offline, Integration Control offline).\n")
        let contexts = trail.contexts.withLock(\.self)
        #expect(Set(contexts.map(\.surface)) == ["cli"])
        #expect(Set(contexts.map(\.correlationID)).count == 1)
        #expect(contexts.first?.correlationID != nil)
    }

    @Test("What is broken is told with its place, visibly, and the exit status is 1")
    func broken() async throws {
        let (status, text, words) = try await Self.run(
            Trail(), "{\"Records\":[\(Self.record),{\"eventVersion\":tru}]}", name: "a\u{202E}b.json",
            options: ["--json"])
        #expect(status == .refused)
        #expect(words.contains("b.json:1:"))
        #expect(words.contains(", record 2: Expected true"))
        #expect(!words.contains("\u{202E}"))
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(answer["outcome"] as? String == "failed")
        #expect(answer["code"] as? String == "incomplete")
        #expect(answer["inserted"] as? Int == 1)
        #expect(answer["rejected"] as? Int == 1)
        #expect(answer["event_id"] as? String == "audit_import")
        #expect(answer.keys.contains("request_id"))
    }

    @Test("B62: a refusal is the answer")
    func refused() async throws {
        let refusal = ActionResult(outcome: .denied, code: "role-required", message: "No.", eventID: "audit_x")
        let (status, text, _) = try await Self.run(Trail(refusal: refusal), "{\"Records\":[\(Self.record)]}")
        #expect(status == .refused)
        #expect(text == "Refused (role-required): No.\nevent    audit_x\n")
    }

    @Test("A file of another format is said to be one, and the origin is what --origin says")
    func formats() async throws {
        let line = #"{"timestamp":"2026-04-16T09:30:00Z","eventType":"tool_execution"}"#
        let (status, text, words) = try await Self.run(Trail(), line)
        #expect(status == .refused)
        #expect(text.hasPrefix("0 records") || text.hasPrefix("1 record"))
        #expect(words.contains("no CloudTrail records but runtime events of Open CLI"))
        let command = try Countersign.parseAsRoot(["import", "--format", "gitlab", "--origin", "gitlab:x", "f"])
        let parsed = try #require(command as? ImportCommand)
        #expect(parsed.format == .gitlab)
        #expect(parsed.origin == "gitlab:x")
    }

    @Test(
        "A format that is not known is a usage error",
        arguments: [["--format", "syslog", "x"], ["x"], ["--format", "cloudtrail"]])
    func usage(arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try Countersign.parseAsRoot(["import"] + arguments) }
    }
}
