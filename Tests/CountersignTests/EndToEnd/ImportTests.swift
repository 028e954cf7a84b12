// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Testing

@Suite("C39: importing logs of other systems into the demonstration", .demonstration, .serialized)
struct ImportProgramTests {
    private static func line(_ number: Int, _ more: String = "") -> String {
        """
        {"timestamp":"2026-04-16T09:30:00.\(100_000 + number)Z","eventType":"authz_denial","principal":"agent-7",\
        "sessionId":"sess-1","toolId":"tickets:delete","targetBaseUrl":"https://u:hunter2@t.example/?k=hunter2",\
        "decision":"denied","reasonCode":"curated_deny","method":"DELETE","path":"/v1/tickets/\(number)"\(more)}
        """
    }

    private static func write(_ name: String, _ text: String) throws -> String {
        let path = BuiltProgram.home + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static func run(_ format: String, _ rest: String...) async throws -> (status: Int32?, report: JSONValue) {
        let answer = try await BuiltProgram.run(["--demo", "import", "--format", format, "--json"] + rest)
        return (answer.status, try answer.decoded(as: JSONValue.self))
    }

    @Test("Runtime events come in once; what is hostile fits PostgreSQL; what is broken is told; the rest is resumed")
    func runtimeEvents() async throws {
        let hostile = [
            #","deep":\#(String(repeating: "[", count: 60))\#(String(repeating: "]", count: 60))"#,
            #","long":"\#(String(repeating: "x", count: 60_000))""#, #","nul":"\u0000","half":"\ud800","n":1e400"#,
            #","statusCode":999,"latencyMs":9007199254740991"#,
        ]
        let good = (1...40).map { Self.line($0) } + hostile.enumerated().map { Self.line(100 + $0, $1) }
        let first = try await Self.run("opencli", try Self.write("a.ndjson", good.prefix(25).joined(separator: "\n")))
        #expect(first.status == 0)
        #expect(first.report["inserted"] == .integer(25))
        let all = try Self.write(
            "b.ndjson", good.joined(separator: "\n") + "\n" + Self.line(7, ",\"statusCode\":\"x\""))
        let second = try await Self.run("opencli", all)
        #expect(second.status == 1)
        #expect(second.report["inserted"] == .integer(19))
        #expect(second.report["duplicates"] == .integer(25))
        #expect(second.report["rejected"] == .integer(1))
        let again = try await Self.run("opencli", all)
        #expect(again.report["inserted"] == .integer(0))

        let filter = "action:AUTHZ_DENIAL correlation:sess-1"
        let events = try await BuiltProgram.read(["events", "list", "--limit", "100", "--filter", filter]).elements
        #expect(events.count == 44)
        #expect(events.allSatisfy { $0["origin"] == .string("opencli") && $0["stream"] == .string("runtime") })
        #expect(events.allSatisfy { $0["severity"] == .string("high") && $0["outcome"] == .string("denied") })
        #expect(!events.contains { $0.jsonText.contains("hunter2") })
    }

    @Test("Audit events of two GitLabs keep apart, and a file of another format says what it is")
    func gitLab() async throws {
        let page = """
            [{"id":1,"author_id":1,"entity_id":6,"entity_type":"Project","details":{"change":"visibility",\
            "from":"Private","to":"Public","author_name":"Administrator","target_type":"Project",\
            "target_details":"flightjs/flight"},"created_at":"2019-08-30T07:00:41.885Z"}]
            """
        let path = try Self.write("page.json", page)
        for origin in ["gitlab:a.example.com", "gitlab:b.example.com"] {
            let answer = try await Self.run("gitlab", "--origin", origin, path)
            #expect(answer.status == 0)
            #expect(answer.report["inserted"] == .integer(1))
        }
        let wrong = try await BuiltProgram.run(["--demo", "import", "--format", "cloudtrail", path])
        #expect(wrong.status == 1)
        #expect(wrong.words.contains("no CloudTrail records but GitLab audit events"))
        let refused = try await Self.run("gitlab", "--origin", "Not A Name", path)
        #expect(refused.status == 1)
        #expect(refused.report["code"] == .string("invalid-input"))
    }
}
