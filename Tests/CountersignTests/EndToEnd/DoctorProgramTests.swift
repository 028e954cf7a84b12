// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Testing

/// The program's own checks, on the demonstration that runs for the other tests.
extension DemonstrationTests {
    private struct Finding: Decodable {
        var check: String
        var state: String
        var found: String
        var advice: String?
    }

    private struct ListedTheme: Decodable {
        var name: String
        var problem: String?
    }

    @Test("doctor: nothing is broken on the demonstration, 3 where no database answers, and no secret is told")
    func doctor() async throws {
        let healthy = try await BuiltProgram.run(["--demo", "doctor", "--format", "json"])
        #expect(healthy.status == 0, "\(healthy.text)")
        let findings = try healthy.decoded(as: [Finding].self)
        func finding(_ check: String) throws -> Finding { try #require(findings.first { $0.check == check }) }
        for check in ["postgresql", "database", "database.schema", "database.identity"] {
            #expect(try finding(check).state == "ok", "\(check)")
        }
        #expect(try finding("database.identity").found == "operator_1, Governance Operator")
        let logins = try finding("database.unsafe-logins").found
        #expect(logins.contains("countersign_service") && logins.contains("postgres"))
        #expect(!logins.contains("operator_1"))

        let gone = try await BuiltProgram.run(
            ["doctor"], environment: ["COUNTERSIGN_DATABASE_URL": "postgresql://me:hunter2@127.0.0.1:1/nowhere"])
        #expect(gone.status == 3)
        #expect(gone.text.contains("✗ broken  database") && !(gone.text + gone.words).contains("hunter2"))
    }

    @Test("P1 36: themes check names the line of a bad file and ends with 2; the shipped themes are fine")
    func themes() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-bad-\(UUID()).yaml")
        try Data("styles:\n  title: red green\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let bad = try await BuiltProgram.run(["themes", "check", file.path, "--format", "json"])
        #expect(bad.status == 2 && bad.text.contains("\"line\": 2"))
        let listed = try await BuiltProgram.run(["themes", "list", "--format", "json"])
        let themes = try listed.decoded(as: [ListedTheme].self)
        #expect(themes.count >= 6 && themes.contains { $0.name == "high-contrast" })
        #expect(themes.allSatisfy { $0.problem == nil })
    }
}
