// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Crypto
import Foundation
import Governance
import GovernanceTestSupport
import Synchronization
import Testing

@testable import countersign

@Suite("B57 C48: exports and counts from the command line")
struct ExportCommandTests {
    private static let now = Timestamp.system()
    private let governance = InMemoryGovernance.demonstration(now: { ExportCommandTests.now })

    /// Runs `body` with a folder that is gone afterwards.
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "countersign-export-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test("The file is what the list writes, its provenance has its hash, and the export is in the trail")
    func exports() async throws {
        try await withFolder { folder in
            let session = inMemorySession(governance)
            let (_, listed, _) = try await perform(
                ["events", "list", "--filter", "severity:high", "--format", "jsonl"], in: session)
            let path = folder + "/high.jsonl"
            let (status, text, words) = try await perform(
                ["events", "list", "--filter", "severity:high", "--output", path], in: session)
            #expect(status == .done && text.isEmpty)
            #expect(words.contains("2 events in \(path)"))
            let data = try #require(FileManager.default.contents(atPath: path))
            #expect(String(decoding: data, as: UTF8.self) == listed)
            #expect(try names(folder) == ["high.jsonl", "high.jsonl.provenance.json"])
            let hash = SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
            let provenance = try JSONDecoder().decode(
                [String: JSONValue].self,
                from: try #require(FileManager.default.contents(atPath: path + ".provenance.json")))
            let event = try #require(governance.events.first)
            #expect(event.action == "EXPORT_EVENTS" && event.resourceID == hash)
            #expect(provenance["sha256"] == .string(hash))
            #expect(provenance["count"] == .integer(2))
            #expect(provenance["filter"] == .string("severity:high"))
            #expect(provenance["exported_by"] == .string("operator_1"))
            #expect(provenance["database"] == .string("postgresql:///countersign"))
            #expect(provenance["event_id"] == .string(event.id))
            let first = try #require(listed.split(separator: "\n").first)
            guard case .string(let id)? = provenance["first_id"] else {
                Issue.record("no first id")
                return
            }
            #expect(first.hasPrefix("{\"id\":\"\(id)\""))
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
        }
    }

    @Test("Nothing is overwritten without being told to")
    func keeps() async throws {
        try await withFolder { folder in
            let session = inMemorySession(governance)
            let path = folder + "/all.csv"
            try "mine".write(toFile: path, atomically: true, encoding: .utf8)
            let before = governance.events.count
            await #expect(throws: GovernanceError.self) {
                _ = try await perform(["events", "list", "--output", path], in: session)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
            #expect(try names(folder) == ["all.csv"])
            #expect(governance.events.count == before)
            _ = try await perform(["events", "list", "--output", path, "--overwrite"], in: session)
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("id,format,"))
        }
    }

    @Test("An export that cannot be recorded leaves no file")
    func unrecorded() async throws {
        try await withFolder { folder in
            let session = inMemorySession(governance, as: "stranger")
            await #expect(throws: GovernanceError.self) {
                _ = try await perform(["events", "list", "--output", folder + "/all.jsonl"], in: session)
            }
            let left = try names(folder)
            #expect(left.isEmpty)
        }
    }

    @Test("A lost database, or an end in the middle, leaves no file")
    func cutOff() async throws {
        try await withFolder { folder in
            var session = inMemorySession(governance)
            let page = session.clients.audit.page
            session.clients.audit.page = { query in
                guard query.cursor == nil else { throw GovernanceError(.unavailable, "lost") }
                var first = try await page(query)
                first.reachedEnd = false
                return first
            }
            let cut = session
            let request = ExportRequest(filter: EventFilter(), path: folder + "/all.jsonl", format: .jsonl)
            await #expect(throws: GovernanceError.self) {
                _ = try await EventExport(session: cut).run(request, ActionContext(surface: "cli")) { _ in }
            }
            let left = try names(folder)
            #expect(left.isEmpty)
        }
    }

    @Test("An export of many pages holds every event once, in order, and tells how far it is")
    func pages() async throws {
        try await withFolder { folder in
            let many = InMemoryGovernance(now: { ExportCommandTests.now })
            for number in 0..<1_234 {
                many.append(
                    AuditEvent(
                        id: "", occurredAt: Self.now, recordedAt: Self.now.advanced(by: .milliseconds(number)),
                        stream: .governance, category: "runtime", severity: .low, action: "NOTE", title: "\(number)",
                        actorUsername: "operator_1"))
            }
            let expected = many.events.map(\.jsonText)
            let session = inMemorySession(many)
            let told = Told()
            let request = ExportRequest(filter: EventFilter(), path: folder + "/all.jsonl", format: .jsonl)
            let receipt = try await EventExport(session: session).run(request, ActionContext(surface: "cli")) {
                told.add($0)
            }
            let text = try String(contentsOfFile: receipt.path, encoding: .utf8)
            #expect(text.split(separator: "\n").map(String.init) == expected)
            #expect(told.counts == [500, 1_000, 1_234])
            #expect(receipt.summary.firstID == many.events[1].id)
        }
    }

    @Test(
        "What cannot be an export ends with 2, before anything is opened",
        arguments: [
            ["--output", "all.txt"], ["--output", ""], ["--output", "a.csv", "--format", "jsonl"], ["--overwrite"],
            ["--output", "a.csv", "--after", "audit_0198c2e4-5f00-7a11-8b22-0123456789ab"],
        ])
    func unreadable(_ options: [String]) async throws {
        let error = await #expect(throws: CommandFailure.self) {
            _ = try await perform(["events", "list"] + options, in: inMemorySession(governance))
        }
        #expect(error?.status == .usage)
    }

    @Test("C49: events are counted by bucket, stream and severity; other terms are refused")
    func stats() async throws {
        let session = inMemorySession(governance)
        let (_, text, _) = try await perform(
            ["events", "stats", "--by", "month", "--filter", "severity:high", "--format", "jsonl"], in: session)
        let counts = try text.split(separator: "\n").map {
            try JSONDecoder().decode([String: JSONValue].self, from: Data($0.utf8))
        }
        #expect(!counts.isEmpty && counts.allSatisfy { $0["severity"] == .string("high") })
        let total = counts.reduce(Int64(0)) { sum, count in
            if case .integer(let events)? = count["events"] { sum + events } else { sum }
        }
        #expect(total == 2)
        let error = await #expect(throws: CommandFailure.self) {
            _ = try await perform(["events", "stats", "--filter", "actor:operator_1"], in: session)
        }
        #expect(error?.status == .usage)
    }
}

/// Keeps what an export tells.
private final class Told: Sendable {
    private let told = Mutex<[Int]>([])

    var counts: [Int] { told.withLock { $0 } }

    func add(_ count: Int) { told.withLock { $0.append(count) } }
}
