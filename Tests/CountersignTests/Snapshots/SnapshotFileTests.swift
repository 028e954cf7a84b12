// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import Synchronization
import Testing

@testable import countersign

@Suite("B4 B55: the snapshot on disk")
struct SnapshotFileTests {
    private static let moment = Timestamp(microseconds: 1_773_247_212_000_000)

    private static func snapshot(events count: Int = 3, detail: String = "") -> ConsoleSnapshot {
        let person = Person(login: "operator_1", displayName: "Operator 1", email: nil, roles: [.operator])
        let events = (0..<count).map { number in
            var event = AuditEvent(
                id: "audit_\(number)", occurredAt: moment, recordedAt: moment, stream: .governance,
                category: "rollback", severity: .high, action: "SIGN_REQUEST", title: "Number \(number)")
            event.detail = detail
            event.changes = .object(["state": .object(["old": .null, "new": .string("ready")])])
            return event
        }
        return ConsoleSnapshot(
            takenAt: moment, environment: "demonstration", identity: Identity(person: person), events: events)
    }

    /// A file in a folder of its own, and what it logs.
    private func withFile(
        person: String = "operator_1", _ body: (SnapshotFile, _ lines: () -> [String]) throws -> Void
    ) throws {
        let folder = NSTemporaryDirectory() + "countersign-snapshot-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = Mutex<[String]>([])
        let file = SnapshotFile(home: folder, database: "here", person: person) { line in
            lines.withLock { $0.append(line) }
        }
        try body(file) { lines.withLock { $0 } }
    }

    @Test("It comes back as it was, private, and each person and database has its own")
    func keeps() throws {
        try withFile { file, lines in
            #expect(file.load() == nil)
            file.save(Self.snapshot())
            #expect(file.load() == Self.snapshot())
            let permissions = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
            #expect(lines().isEmpty)
            let folder = (file.path as NSString).deletingLastPathComponent
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
        }
        let paths = [("here", "a"), ("here", "b"), ("there", "a")].map { database, person in
            SnapshotFile(home: "/h", database: database, person: person) { _ in }.path
        }
        #expect(Set(paths).count == 3)
    }

    @Test("It is shown to nobody but the person whose it is, whatever the file says")
    func anotherPerson() throws {
        try withFile(person: "auditor_1") { file, lines in
            file.save(Self.snapshot())
            #expect(!FileManager.default.fileExists(atPath: file.path))
            let folder = (file.path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try JSONEncoder().encode(Self.snapshot()).write(to: URL(fileURLWithPath: file.path))
            #expect(file.load() == nil)
            #expect(lines().count == 1)
        }
    }

    @Test("B54: the database and the person name the file, its password and their spelling do not")
    func names() throws {
        func path(_ text: String, _ environment: [String: String] = [:]) -> String? {
            SnapshotFile(
                home: "/h", place: .team(connectionString: text), person: nil, environment: environment
            ) { _ in }?.path
        }
        let first = try #require(path("postgresql://ann:one@db.example.com:5432/trail"))
        #expect(path("postgresql://ann:two@db.example.com:5432/trail") == first)
        #expect(path("host=db.example.com port=5432 dbname=trail user=ann") == first)
        #expect(path("host=db.example.com port=5432 dbname=trail", ["PGUSER": "ann"]) == first)
        #expect(path("host=db.example.com port=5432 dbname=trail user=bob") != first)
        #expect(path("host=other.example.com port=5432 dbname=trail user=ann") != first)
    }

    @Test(
        "B54: a connection string that cannot be read has no snapshot, not that of the default database",
        arguments: ["postgresql://ann@db.example.com:port/trail", "host='db", "nonsense", "sslmoode=require"])
    func unreadable(text: String) {
        let lines = Mutex<[String]>([])
        let file = SnapshotFile(
            home: "/h", place: .team(connectionString: text), person: "ann", environment: [:]
        ) { line in
            lines.withLock { $0.append(line) }
        }
        #expect(file == nil)
        #expect(lines.withLock { $0 }.count == 1)
        #expect(!lines.withLock { $0 }.joined().contains(text))
    }

    @Test("What is too long is kept in part, the newest events first")
    func bounded() throws {
        try withFile { file, _ in
            file.save(Self.snapshot(events: 200, detail: String(repeating: "\u{1F512}", count: 16_000)))
            let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
            #expect(size <= SnapshotFile.limit)
            let kept = try #require(file.load())
            #expect(kept.events.count > 10)
            #expect(kept.events.first?.title == "Number 0")
        }
    }

    @Test(
        "A file that is something else is passed over, told of in the log, and replaced",
        arguments: [
            "", "{", "[]", "{\"format\": 99}", "{\"format\": 1}", "\u{0}", String(repeating: "[", count: 9_000),
        ])
    func passesOver(_ text: String) throws {
        try withFile { file, lines in
            file.save(Self.snapshot())
            try text.write(toFile: file.path, atomically: false, encoding: .utf8)
            #expect(file.load() == nil)
            #expect(lines().count == 1)
            file.save(Self.snapshot())
            #expect(file.load() == Self.snapshot())
        }
    }

    @Test("A file that is too long is not read, and a folder that cannot be written costs a line in the log")
    func limits() throws {
        try withFile { file, lines in
            file.save(Self.snapshot())
            try Data(count: SnapshotFile.limit + 5).write(to: URL(fileURLWithPath: file.path))
            #expect(file.load() == nil)
            #expect(lines().count == 1)
        }
        let lines = Mutex<[String]>([])
        let file = SnapshotFile(home: "/dev/null", database: "", person: "operator_1") { line in
            lines.withLock { $0.append(line) }
        }
        file.save(Self.snapshot())
        #expect(lines.withLock { $0.count } == 1)
    }
}
