// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import GovernanceTestSupport
import Testing

@testable import countersign

@Suite("B9 B57 B58 C49: reading the trail")
struct EventsCommandTests {
    private static let now = Timestamp.system()
    private let governance = InMemoryGovernance.demonstration(now: { EventsCommandTests.now })

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    @Test("Objects have exactly the columns of the trail, in their order")
    func columns() async throws {
        let (_, text, _) = try await perform(
            ["events", "list", "--format", "csv", "--limit", "1"], in: inMemorySession(governance))
        let header = try #require(text.split(separator: "\r\n").first)
        #expect(
            header.split(separator: ",") == [
                "id", "format", "occurred_at", "recorded_at", "stream", "category", "severity", "action", "title",
                "detail", "actor_username", "actor_email", "actor_roles", "actor_auth_method", "via",
                "client_address", "surface", "resource_type", "resource_id", "tenant", "environment", "package_id",
                "request_id", "correlation_id", "backend", "result_reference", "outcome", "error_code",
                "error_message", "changes", "coverage", "origin", "origin_event_id",
            ])
    }

    @Test("Newest first, filtered, limited, and where to go on is told")
    func list() async throws {
        let session = inMemorySession(governance)
        let (_, all, _) = try await perform(["events", "list", "--format", "jsonl"], in: session)
        #expect(lines(all).count == 6)
        #expect(lines(all)[0].contains("Break-glass request opened for Northwind Studio"))
        let (_, high, _) = try await perform(
            ["events", "list", "--filter", "severity:high", "--format", "jsonl"], in: session)
        #expect(lines(high).count == 2)
        let (_, first, words) = try await perform(
            ["events", "list", "--limit", "2", "--format", "jsonl"], in: session)
        #expect(lines(first) == Array(lines(all)[..<2]))
        let cursor = try #require(words.split(separator: " ").last).trimmingCharacters(in: .newlines)
        let (_, rest, _) = try await perform(
            ["events", "list", "--after", cursor, "--format", "jsonl"], in: session)
        #expect(lines(rest) == Array(lines(all)[2...]))
    }

    @Test("An empty list is an empty array, and words for people")
    func empty() async throws {
        let session = inMemorySession(governance)
        let (_, json, _) = try await perform(
            ["events", "list", "--filter", "outcome:denied", "--format", "json"], in: session)
        #expect(json == "[]\n")
        let (_, table, words) = try await perform(["events", "list", "--filter", "outcome:denied"], in: session)
        #expect(table.isEmpty && words == "No event passes.\n")
    }

    @Test("A JSON list of several pages is one document")
    func document() async throws {
        let (_, text, _) = try await perform(["events", "list", "--format", "json"], in: inMemorySession(governance))
        let array = try JSONDecoder().decode([JSONValue].self, from: Data(text.utf8))
        #expect(array.count == 6)
    }

    @Test("One event by either form of its id; an unknown one is refused in the usual shape")
    func show() async throws {
        let session = inMemorySession(governance)
        let event = try #require(governance.events.first)
        let (status, text, _) = try await perform(
            ["events", "show", String(event.id.dropFirst(6)), "--format", "json"], in: session)
        #expect(status == .done && text.contains(event.id))
        let (missing, refusal, _) = try await perform(
            ["events", "show", "audit_00000000-0000-7000-8000-000000000000", "--format", "json"], in: session)
        #expect(missing == .refused)
        #expect(refusal.contains("\"code\": \"not-found\""))
    }

    @Test("A claim says who reported it")
    func claim() async throws {
        governance.append(
            AuditEvent(
                id: "", occurredAt: Self.now, recordedAt: Self.now, stream: .runtime, category: "runtime",
                severity: .low, action: "ASSUME_ROLE", title: "Role assumed", via: "operator_1",
                origin: "cloudtrail", originEventID: "1"))
        let (_, text, _) = try await perform(["events", "list"], in: inMemorySession(governance))
        #expect(text.contains("Role assumed (reported by cloudtrail)"))
    }

    @Test("Hostile text in any column is shown escaped, and written exactly in JSON", arguments: ["list", "show"])
    func hostile(_ command: String) async throws {
        let text = "x\u{1B}[2J\u{202E}\u{200B}\u{E0041}\u{9B}\r\n=y"
        let event = governance.append(
            AuditEvent(
                id: "", occurredAt: Self.now, recordedAt: Self.now, stream: .governance, category: text,
                severity: .low, action: text, title: text, detail: text, actorUsername: text, surface: text,
                tenant: text, errorMessage: text, changes: .object([text: .string(text)]), coverage: text))
        let arguments = ["events", command] + (command == "show" ? [event.id] : ["--limit", "1"])
        let (_, table, _) = try await perform(arguments, in: inMemorySession(governance))
        #expect(table.contains("<U+202E>"))
        for scalar in table.unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format)
        }
        let (_, json, _) = try await perform(arguments + ["--format", "jsonl"], in: inMemorySession(governance))
        guard case .object(let object) = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)) else {
            throw CocoaError(.coderReadCorrupt)
        }
        #expect(object["title"] == .string(text) && object["changes"] == .object([text: .string(text)]))
    }

    @Test("A tail begins where it is told, passes the filter, and ends at its limit")
    func tail() async throws {
        let (status, text, words) = try await perform(
            ["events", "tail", "--after", "0", "--limit", "2", "--filter", "severity:high", "--format", "jsonl"],
            in: inMemorySession(governance))
        #expect(status == .done)
        #expect(lines(text).count == 2)
        #expect(words == "To go on from here: --after 5\n")
    }

    @Test(
        "What cannot be read ends with 2, before anything is opened",
        arguments: [
            ["--filter", "categroy:x"], ["--filter", "ab"], ["--since", "yesterday"], ["--limit", "0"],
            ["--since", "1d", "--until", "7d"], ["--filter", "since:1d", "--since", "2d"], ["--after", "12"],
        ])
    func unreadable(_ options: [String]) async throws {
        let error = await #expect(throws: CommandFailure.self) {
            _ = try await perform(["events", "list"] + options, in: inMemorySession(governance))
        }
        #expect(error?.status == .usage)
    }

    @Test("A bad filter points at the column")
    func caret() async throws {
        let error = await #expect(throws: CommandFailure.self) {
            _ = try await perform(
                ["events", "list", "--filter", "actor:x categroy:y"], in: inMemorySession(governance))
        }
        #expect(error?.message?.hasPrefix("actor:x categroy:y\n        ^^^^^^^^ ") == true)
    }

    @Test("C50: on a team's database a tail says that nobody seals there yet; elsewhere it does not")
    func unsealedTeam() async throws {
        var team = inMemorySession(governance)
        team.location.kind = .team
        let arguments = ["events", "tail", "--after", "0", "--limit", "1", "--format", "jsonl"]
        let (_, text, words) = try await perform(arguments, in: team)
        #expect(lines(text).count == 1)
        #expect(words.contains("countersignd") && words.contains("countersign events list"))
        let (_, _, own) = try await perform(arguments, in: inMemorySession(governance))
        #expect(!own.contains("countersignd"))
    }
}
