// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import Testing

@testable import countersign

/// What the DocC pages promise to other programs is what is written, no more and no less.
@Suite("The documented interface of the command line", .demonstration, .serialized)
struct DocumentationTests {
    /// The first columns of a page's tables, by the heading above them.
    private static func tables(of page: String) throws -> [String: [String]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent("Sources/countersign/Documentation.docc/\(page).md")
        var tables: [String: [String]] = [:]
        var heading = ""
        for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("#") {
                heading = String(line.drop { $0 == "#" || $0 == " " })
            } else if line.hasPrefix("| ") {
                let cell = line.dropFirst(2).prefix { $0 != "|" }
                tables[heading, default: []].append(cell.trimmingCharacters(in: .whitespaces))
            }
        }
        // the first row is the table's head
        return tables.mapValues { Array($0.dropFirst()) }
    }

    private func keys(_ value: JSONValue?) throws -> Set<String> {
        guard case .object(let object)? = value else { throw CocoaError(.coderReadCorrupt) }
        return Set(object.keys)
    }

    @Test("Part 2: the keys of every JSON shape")
    func shapes() async throws {
        let documented = try Self.tables(of: "JSONShapes")
        var written: [String: Set<String>] = [:]
        func note(_ name: String, _ value: JSONValue?) throws { written[name] = try keys(value) }

        let request = try await BuiltProgram.open("break-glass-admin-session")
        let (_, signing) = try await BuiltProgram.act(["requests", "sign", request], as: "operator_2")
        #expect(signing.outcome == "succeeded")
        _ = try await BuiltProgram.open("quota-exception-package")
        try note("Expiry", try await BuiltProgram.read(["requests", "expiring"]).elements.first)
        let requests = try await BuiltProgram.read(["requests", "list"]).elements
        try note("Request", requests.first)
        try note("Signature", requests.first?["signatures"]?.elements.first)
        try note("Slot", requests.first?["missing_slots"]?.elements.first)
        try note("Session", requests.last?["session"])
        try note(
            "Result",
            try await BuiltProgram.read(
                ["leases", "escalate", "worker-analyst-delta", "--reason", "campaign of a customer"]))
        let lease = try await BuiltProgram.read(["leases", "list"]).elements
            .first { $0["name"]?.text == "worker-analyst-delta" }
        try note("Lease", lease)
        try note("Escalation", lease?["escalation"])
        let saved = try await BuiltProgram.run(["filters", "save", "refusals", "outcome:denied"])
        #expect(saved.status == 0, "\(saved.words)")
        try note("Saved filter", try await BuiltProgram.read(["filters", "list"]).elements.first)
        let kept = try await BuiltProgram.read(["events", "list", "--filter", "@refusals"]).elements
        #expect(kept.allSatisfy { $0["outcome"]?.text == "denied" })
        let event = try await BuiltProgram.read(["events", "list", "--filter", "action:SIGN_REQUEST"]).elements.first
        try note("Event", event)
        let related = try await BuiltProgram.read(["events", "related", event?["id"]?.text ?? ""])
        try note("Related event", related.elements.first)
        let workflow = try await BuiltProgram.read(["workflows", "list"]).elements.first
        try note("Workflow", workflow)
        try note("Field", workflow?["fields"]?.elements.first)
        let package = try await BuiltProgram.read(["packages", "list"]).elements.first
        try note("Package", package)
        try note("Approval", package?["approval"])
        let dossier = try await BuiltProgram.read(["packages", "show", "POD Engine Alpha"])
        for (name, key) in [
            ("Resource", "resources"), ("Attachment", "attachments"), ("Release", "releases"),
            ("Rollback step", "rollback_plan"), ("Retirement control", "retirement_controls"),
        ] {
            try note(name, dossier[key]?.elements.first)
        }
        try note("Guardrail", try await BuiltProgram.read(["packages", "guardrails"]).elements.first)
        try note("Person", try await BuiltProgram.read(["people", "list"]).elements.first)
        try note("Tenure", try await BuiltProgram.read(["people", "history"]).elements.first)
        try note("Source", try await BuiltProgram.read(["sources", "check"]).elements.first)
        try note("Migration", try await BuiltProgram.read(["migrate"]))
        let info = try await BuiltProgram.read(["info"])
        try note("Info", info)
        try note("Identity", info["identity"])
        try note("Database", info["database"])
        try note("Trail", info["trail"])
        try note("Configured source", info["sources"]?.elements.first)
        try note("Cluster status", try await BuiltProgram.read(["cluster", "status"]))
        #expect(try keys(info["cluster"]) == written["Cluster status"])
        let file = BuiltProgram.home + "/empty.json"
        try Data(#"{"Records":[]}"#.utf8).write(to: URL(fileURLWithPath: file))
        let imported = try await BuiltProgram.run(["--demo", "import", "--format", "cloudtrail", "--json", file])
        try note("Import", try imported.decoded(as: JSONValue.self))

        #expect(Set(documented.keys) == Set(written.keys))
        for (name, keys) in written {
            #expect(Set(documented[name] ?? []) == keys, "\(name)")
        }
    }

    @Test("Exit codes, refusals and the fields of the filter language")
    func pages() throws {
        let documented = try Self.tables(of: "CommandLine")
        let statuses: [CommandStatus] = [.done, .refused, .usage, .unavailable, .integrity, .interrupted]
        #expect(documented["Exit codes"] == statuses.map { String($0.rawValue) })
        #expect(documented["Refusals"] == RefusalCode.allCases.map(\.rawValue))
        #expect(documented["The filter language"]?.sorted() == EventFilter.Field.allCases.map(\.rawValue).sorted())
    }
}
