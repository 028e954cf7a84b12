// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import Testing

@Suite("The program on the demonstration", .demonstration, .serialized)
struct DemonstrationTests {
    private let opening = [
        "requests", "open", "break-glass-admin-session", "--tenant", "Northwind Studio", "--reason",
        "DNS drift blocks the launch", "--minutes", "30",
    ]

    private func events(_ filter: String, as person: String = "operator_1") async throws -> [JSONValue] {
        let answer = try await BuiltProgram.run(
            ["--demo", "--as", person, "events", "list", "--filter", filter, "--format", "json"])
        #expect(answer.status == 0, "\(answer.words)")
        return try answer.decoded(as: [JSONValue].self)
    }

    private func member(_ name: String, of value: JSONValue?) -> JSONValue? {
        guard case .object(let object)? = value else { return nil }
        return object[name]
    }

    @Test("B14: the six events of the seed are there, newest first")
    func seed() async throws {
        let seeded = try await events("origin:demonstration")
        #expect(
            seeded.map { member("title", of: $0) } == [
                .string("Break-glass request opened for Northwind Studio"),
                .string("Worker + Analyst lease flagged for finance review"),
                .string("ACL seed package approved for Harbor Goods"),
                .string("Deployment package approved for POD Engine Alpha"),
                .string("Rollback package staged for POD Engine Bravo"),
                .string("Retirement package pre-reviewed for POD Engine Charlie"),
            ])
    }

    @Test("B46 B51 B61: open, be refused, approve as the second operator, session open, close")
    func breakGlass() async throws {
        let (opened, request) = try await BuiltProgram.act(opening, as: "operator_1")
        #expect(opened == 0)
        let id = try #require(request.requestID)
        let waiting = try await BuiltProgram.run(
            ["--demo", "--as", "operator_2", "requests", "list", "--waiting", "--format", "json"])
        #expect(waiting.text.contains(id))

        let (refused, own) = try await BuiltProgram.act(["requests", "sign", id], as: "operator_1")
        #expect(refused == 1)
        #expect(own.outcome == "denied" && own.code == "self-approval")
        let refusals = try await events("id:\(try #require(own.eventID))")
        #expect(member("error_code", of: refusals.first) == .string("self-approval"))
        #expect(member("outcome", of: refusals.first) == .string("denied"))
        #expect(member("actor_username", of: refusals.first) == .string("operator_1"))

        let shown = try await BuiltProgram.run(["--demo", "requests", "show", id, "--format", "json"])
        let manifest = member("manifest_sha256", of: try shown.decoded(as: JSONValue.self))
        guard case .string(let digest)? = manifest else { throw CocoaError(.coderReadCorrupt) }
        let (stale, changed) = try await BuiltProgram.act(
            ["requests", "sign", id, "--manifest", String(repeating: "0", count: 64)], as: "operator_2")
        #expect(stale == 1 && changed.code == "changed-since-review")
        let (approved, _) = try await BuiltProgram.act(
            ["requests", "sign", id, "--manifest", digest], as: "operator_2")
        #expect(approved == 0)
        let open = try await BuiltProgram.run(["--demo", "requests", "show", id, "--format", "json"])
        #expect(
            member("is_open", of: member("session", of: try open.decoded(as: JSONValue.self))) == .bool(true))

        let (closed, _) = try await BuiltProgram.act(["requests", "close", id], as: "operator_1")
        #expect(closed == 0)
        let (again, second) = try await BuiltProgram.act(["requests", "close", id], as: "operator_1")
        #expect(again == 1 && second.code == "request-closed")
    }

    @Test("B52 B62: the wrong role is refused by the database, with a row that names the coverage")
    func wrongRole() async throws {
        let (status, result) = try await BuiltProgram.act(opening, as: "finance_1")
        #expect(status == 1)
        #expect(result.code == "role-required")
        let rows = try await events("id:\(try #require(result.eventID))")
        #expect(member("coverage", of: rows.first) == .string("0/5"))
        #expect(member("surface", of: rows.first) == .string("cli"))
    }

    @Test("An unknown id is exit 1 in the usual shape; a bad filter is exit 2 and sends nothing")
    func unknownAndUnreadable() async throws {
        let (status, result) = try await BuiltProgram.act(
            ["requests", "withdraw", "req_00000000-0000-7000-8000-000000000000", "--reason", "a good long reason"],
            as: "operator_1")
        #expect(status == 1 && result.code == "not-found")
        let bad = try await BuiltProgram.run(["--demo", "events", "list", "--filter", "categroy:rollback"])
        #expect(bad.status == 2)
        #expect(bad.text.isEmpty)
        #expect(bad.words.hasPrefix("categroy:rollback\n^^^^^^^^ "))
    }

    @Test("info names the paths, the identity and both connection strings")
    func info() async throws {
        let answer = try await BuiltProgram.run(["--demo", "--as", "auditor_1", "info", "--format", "json"])
        #expect(answer.status == 0, "\(answer.words)")
        let info = try answer.decoded(as: JSONValue.self)
        #expect(member("login", of: member("identity", of: info)) == .string("auditor_1"))
        #expect(member("home", of: info) == .string(BuiltProgram.home))
        let database = member("database", of: info)
        guard case .string(let url)? = member("url", of: database),
            case .string(let superuserURL)? = member("superuser_url", of: database)
        else { throw CocoaError(.coderReadCorrupt) }
        #expect(url.hasPrefix("postgresql:///countersign?host=") && url.contains("&user=auditor_1"))
        #expect(superuserURL.contains("&user=postgres"))
    }

    @Test("A tail writes what is sealed as it comes, and ends quietly when nobody reads")
    func tail() async throws {
        let first = try await BuiltProgram.run(
            ["--demo", "events", "tail", "--after", "0", "--limit", "3", "--format", "jsonl"])
        #expect(first.status == 0)
        #expect(first.text.split(separator: "\n").count == 3)
        let piped = try await BuiltProgram.shell("$PROGRAM --demo events list --format jsonl | head -n 1; echo done")
        #expect(piped.text.hasSuffix("done\n"))
        #expect(piped.words.isEmpty, "\(piped.words)")
    }

    @Test("An interrupted tail ends with 130 and gives its lease back")
    func interrupted() async throws {
        // The first line that the tail writes tells that it runs.
        let answer = try await BuiltProgram.shell(
            """
            mkfifo "$HOME/pipe"
            $PROGRAM --demo events tail --after 0 --format jsonl > "$HOME/pipe" 2> "$HOME/words" &
            tail=$!
            exec 3< "$HOME/pipe"
            read -r line <&3
            kill -INT $tail
            wait $tail
            echo "status $?"
            cat "$HOME/words"
            rm "$HOME/pipe" "$HOME/words"
            """)
        #expect(answer.text.hasPrefix("status 130\n"), "\(answer.text)")
        let status = try await BuiltProgram.run(["--demo", "cluster", "status", "--format", "json"])
        #expect(member("users", of: try status.decoded(as: JSONValue.self)) == .integer(0))
    }

    @Test("people, workflows and cluster status answer in every format", arguments: ["table", "json", "jsonl", "csv"])
    func formats(_ format: String) async throws {
        for command in [["people", "list"], ["workflows", "list"], ["cluster", "status"], ["requests", "list"]] {
            let answer = try await BuiltProgram.run(["--demo"] + command + ["--format", format])
            #expect(answer.status == 0, "\(command) \(answer.words)")
            #expect(command == ["requests", "list"] || !answer.text.isEmpty)
        }
    }

    @Test("An admin registers a person, whose login role is made first, and grants a role")
    func people() async throws {
        let (added, person) = try await BuiltProgram.act(
            ["people", "add", "jane", "--name", "Jane Doe"], as: "admin_1")
        #expect(added == 0, "\(person.message)")
        let (granted, _) = try await BuiltProgram.act(
            ["people", "grant", "jane", "finance", "--reason", "joins the finance rota"], as: "admin_1")
        #expect(granted == 0)
        let (own, refusal) = try await BuiltProgram.act(
            ["people", "grant", "admin_1", "operator", "--reason", "I would like to sign"], as: "admin_1")
        #expect(own == 1 && refusal.code == "self-approval")
    }
}

@Suite("The program's first start", .demonstration)
struct FirstStartTests {
    @Test("Whoever comes first at the same moment as others finds a demonstration that is whole")
    func together() async throws {
        let people = ["operator_1", "operator_2", "finance_1", "auditor_1"]
        let answers = try await withThrowingTaskGroup(of: BuiltProgram.Answer.self) { group in
            for person in people {
                group.addTask { try await BuiltProgram.run(["--demo", "--as", person, "people", "list"]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for answer in answers {
            #expect(answer.status == 0, "\(answer.words)")
            #expect(answer.text.contains("finance_1"))
        }
    }
}

@Suite("The program without PostgreSQL")
struct NoDatabaseTests {
    @Test("With no PostgreSQL to be found there is a plain message and exit 3")
    func notFound() async throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-none-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: home) }
        let answer = try await BuiltProgram.$home.withValue(home) {
            try await BuiltProgram.run(
                ["--demo", "events", "list"],
                environment: ["COUNTERSIGN_POSTGRES_BIN": "/nonexistent", "PATH": "/nonexistent"])
        }
        #expect(answer.status == 3)
        #expect(answer.text.isEmpty)
        #expect(answer.words.contains("PostgreSQL"))
        #expect(!answer.words.contains("Error"))
    }

    @Test("A team's database that does not answer is exit 3")
    func unreachable() async throws {
        let answer = try await BuiltProgram.$home.withValue("/tmp") {
            try await BuiltProgram.run([
                "events", "list", "--database", "postgresql:///x?host=/nonexistent&port=1&user=nobody",
            ])
        }
        #expect(answer.status == 3)
        #expect(!answer.words.isEmpty)
    }

    @Test("The paths are told also where the cluster's folder is somebody else's")
    func foreignFolder() async throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-foreign-\(UUID())").path
        try FileManager.default.createDirectory(atPath: home + "/demo", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try Data("mine".utf8).write(to: URL(fileURLWithPath: home + "/demo/notes"))
        let answer = try await BuiltProgram.$home.withValue(home) {
            try await BuiltProgram.run(["--demo", "info", "--format", "json"])
        }
        #expect(answer.status == 3)
        #expect(answer.words.contains("notes"))
        let info = try answer.decoded(as: JSONValue.self)
        #expect(info["home"] == .string(home))
        #expect(info["cluster"] == .null)
    }

    @Test("sources check needs no database")
    func sources() async throws {
        let answer = try await BuiltProgram.$home.withValue("/tmp") {
            try await BuiltProgram.run(["sources", "check", "--format", "json"])
        }
        #expect(answer.status == 0)
        #expect(try answer.decoded(as: [JSONValue].self).count == 5)
    }
}
