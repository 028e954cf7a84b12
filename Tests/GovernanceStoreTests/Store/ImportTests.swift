// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Testing

@testable import GovernanceStore

@Suite("Bringing in what other systems reported", .temporaryDatabase)
struct ImportTests {
    private static let context = ActionContext(surface: "cli", coverage: "2/5", correlationID: "import-1")

    private static func record(_ id: String) -> ImportRecord {
        ImportRecord(
            originEventID: id, occurredAt: Timestamp(microseconds: 1_688_989_344_000_001), severity: .medium,
            action: "RUN_INSTANCES", title: "ec2 RunInstances")
    }

    private static func events(_ store: GovernanceStore, _ filter: String) async throws -> [AuditEvent] {
        try await store.audit.page(
            EventQuery(filter: try EventFilter(parsing: filter, now: Timestamp(microseconds: 0)), limit: 100)
        ).events
    }

    @Test("A5 A6 A7 A8 A9 A10 A11 A12 A15 C2 C39: every column comes back, marked as a claim")
    func columns() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .operator1) { store in
            var record = Self.record("columns")
            record.detail = "bidi \u{202E}evil\u{202C}, escape \u{1B}[2J, quote '\"\\"
            record.actorUsername = "Admin/jane@example.com"
            record.actorEmail = "jane@example.com"
            record.actorRoles = ["Admin", "O'Brien, \"x\""]
            record.actorAuthMethod = "assumed-role+mfa"
            record.clientAddress = "192.0.2.7"
            record.resourceType = "AWS::EC2::Instance"
            record.resourceID = "i-1"
            record.tenant = "111122223333"
            record.environment = "us-east-1"
            record.correlationID = "REQ1"
            record.outcome = .denied
            record.errorCode = "AccessDenied"
            record.errorMessage = "No."
            record.changes = .object([
                "n": .object(["new": .integer(9_007_199_254_740_992)]), "é\u{1}": .object(["new": .null]),
            ])
            let result = try await store.imports.importBatch("cloudtrail", [record], Self.context)
            #expect(result.result.outcome == .succeeded)
            #expect(result.inserted == 1)
            let event = try #require(try await Self.events(store, "resource:/i-1").first)
            #expect(event.isClaim)
            #expect(event.stream == .runtime)
            #expect(event.origin == "cloudtrail")
            #expect(event.originEventID == "columns")
            #expect(event.via == "operator_1")
            #expect(event.surface == "feed")
            #expect(event.occurredAt == record.occurredAt)
            #expect(event.recordedAt > event.occurredAt)
            #expect(event.detail == record.detail)
            #expect(event.actorUsername == record.actorUsername)
            #expect(event.actorEmail == record.actorEmail)
            #expect(event.actorRoles == record.actorRoles)
            #expect(event.actorAuthMethod == record.actorAuthMethod)
            #expect(event.clientAddress == record.clientAddress)
            #expect(event.resourceType == record.resourceType)
            #expect(event.tenant == record.tenant)
            #expect(event.environment == record.environment)
            #expect(event.correlationID == record.correlationID)
            #expect(event.outcome == .denied)
            #expect(event.errorCode == record.errorCode)
            #expect(event.errorMessage == record.errorMessage)
            #expect(event.changes == record.changes)
        }
    }

    @Test("The same records again are duplicates; bad ones are rejected by position, the rest is taken")
    func idempotent() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .admin1) { store in
            var bad = Self.record("bad")
            bad.title = ""
            let records = [Self.record("a"), bad, Self.record("b"), Self.record("a")]
            let first = try await store.imports.importBatch("cloudtrail", records, Self.context)
            #expect(first.inserted == 2)
            #expect(first.duplicates == 1)
            #expect(first.rejected == 1)
            #expect(first.rejections.map(\.position) == [1])
            #expect(first.rejections.first?.message.contains("title") == true)
            // C40: a batch that adds claims is an event by itself, whether or not the client tells of the import
            let batchID = try #require(first.result.eventID)
            let batch = try #require(try await store.audit.event(batchID))
            #expect(batch.action == "IMPORT_BATCH")
            #expect(batch.detail == "2 events taken, 1 already present, 1 rejected.")
            let again = try await store.imports.importBatch("cloudtrail", records, Self.context)
            #expect(again.inserted == 0)
            #expect(again.result.eventID == nil)
            #expect(again.duplicates == 3)
            let other = try await store.imports.importBatch("other", records, Self.context)
            #expect(other.inserted == 2)
        }
    }

    @Test("The longest values of every column are taken, indexes included")
    func longest() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .operator1) { store in
            func text(_ characters: Int) -> String {
                String(
                    String.UnicodeScalarView(
                        (0..<characters).map { index in
                            Unicode.Scalar(0x1_0000 + UInt32((index * 7_919) % 60_000)) ?? "x"
                        }))
            }
            var record = Self.record("longest")
            record.title = text(200)
            record.detail = text(2_000)
            record.actorUsername = text(512)
            record.resourceID = text(500)
            record.tenant = text(200)
            record.environment = text(200)
            record.correlationID = text(200)
            record.changes = .object(["x": .object(["new": .string(text(7_000))])])
            let result = try await store.imports.importBatch("cloudtrail", [record], Self.context)
            #expect(result.inserted == 1, "\(result)")
        }
    }

    @Test("The import is an event of the governance stream with files, counts and hashes")
    func recorded() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .operator1) { store in
            let hash = String(repeating: "0123456789abcdef", count: 4)
            let summary = ImportSummary(
                origin: "cloudtrail",
                files: [.init(name: "logs/1.json.gz", sha256: hash, bytes: 10, records: 3, rejected: 1)], inserted: 1,
                duplicates: 1, rejected: 1)
            let result = try await store.imports.recordImport(summary, Self.context)
            #expect(result.outcome == .succeeded)
            let id = try #require(result.eventID)
            let event = try #require(try await store.audit.event(id))
            #expect(event.stream == .governance)
            #expect(event.action == "IMPORT_EVENTS")
            #expect(event.actorUsername == "operator_1")
            #expect(event.coverage == "2/5")
            #expect(event.correlationID == "import-1")
            #expect(!event.isClaim)
            #expect(JSONText.text(event.changes).contains(hash))
        }
    }

    @Test(
        "A35 B52 B62: who may not import is refused, in the trail",
        arguments: [TemporaryDatabase.Persona.auditor1, .finance1])
    func refused(persona: TemporaryDatabase.Persona) async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: persona) { store in
            let result = try await store.imports.importBatch(
                "cloudtrail", [Self.record(persona.rawValue)], Self.context)
            #expect(result.result.outcome == .denied)
            #expect(result.result.code == RefusalCode.roleRequired.rawValue)
            #expect(result.inserted == 0)
            let id = try #require(result.result.eventID)
            let event = try #require(try await store.audit.event(id))
            #expect(event.outcome == .denied)
            #expect(event.action == "IMPORT_EVENTS")
            let summary = ImportSummary(origin: "cloudtrail", files: [], inserted: 0, duplicates: 0, rejected: 0)
            #expect(try await store.imports.recordImport(summary, Self.context).code == "role-required")
        }
    }

    @Test("A read-only session imports nothing")
    func readOnly() async throws {
        let database = try TemporaryDatabase.required
        let store = database.store(login: "operator_1", isReadOnly: true)
        await #expect(throws: GovernanceError.self) {
            _ = try await store.imports.importBatch("cloudtrail", [Self.record("read-only")], Self.context)
        }
        await store.close()
    }
}

extension JSONText {
    fileprivate static func text(_ value: JSONValue?) -> String {
        value.flatMap { try? encode($0) } ?? ""
    }
}
