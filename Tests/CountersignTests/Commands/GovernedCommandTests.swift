// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance
import GovernanceTestSupport
import Synchronization
import Testing

@testable import countersign

@Suite("B46 B51 B61 B62: governed commands")
struct GovernedCommandTests {
    private let governance = InMemoryGovernance(now: { Timestamp(microseconds: 1_780_000_000_000_000) })

    private struct Result: Decodable {
        var outcome: String
        var code: String
        var message: String
        var requestID: String?
        var eventID: String?

        private enum CodingKeys: String, CodingKey {
            case outcome
            case code
            case message
            case requestID = "request_id"
            case eventID = "event_id"
        }
    }

    private func run(
        _ arguments: [String], as login: String = "operator_1"
    ) async throws -> (CommandStatus, Result) {
        let (status, text, _) = try await perform(
            arguments + ["--format", "json"], in: inMemorySession(governance, as: login))
        return (status, try JSONDecoder().decode(Result.self, from: Data(text.utf8)))
    }

    private let opening = [
        "requests", "open", "break-glass-admin-session", "--tenant", "Northwind Studio", "--reason",
        "DNS drift blocks the launch", "--minutes", "30",
    ]

    @Test("B46: requests amend changes what is given and keeps the rest; without anything to change nothing is sent")
    func amends() async throws {
        let (_, request) = try await run(opening)
        let id = try #require(request.requestID)
        let before = try #require(governance.requests.first)
        let (amended, result) = try await run(["requests", "amend", id, "--minutes", "45"])
        #expect(amended == .done, "\(result.message)")
        let after = try #require(governance.requests.first)
        #expect(after.arguments["minutes"] == .integer(45))
        #expect(after.arguments["tenant"] == .string("Northwind Studio") && after.reason == before.reason)
        #expect(after.manifestSHA256 != before.manifestSHA256)
        let (refused, other) = try await run(["requests", "amend", id, "--minutes", "50"], as: "operator_2")
        #expect(refused == .refused && other.code == "role-required")
        await #expect(throws: CommandFailure.self) { _ = try await run(["requests", "amend", id]) }
    }

    @Test("Open, approve by another operator, close")
    func lifecycle() async throws {
        let (opened, request) = try await run(opening)
        #expect(opened == .done)
        let id = try #require(request.requestID)
        let (refused, own) = try await run(["requests", "sign", id])
        #expect(refused == .refused)
        #expect(own.code == "self-approval" && own.outcome == "denied")
        let (_, stale) = try await run(["requests", "sign", id, "--manifest", "00"], as: "operator_2")
        #expect(stale.code == "changed-since-review")
        let manifest = try #require(governance.requests.first?.manifestSHA256)
        let (signed, _) = try await run(["requests", "sign", id, "--manifest", manifest], as: "operator_2")
        #expect(signed == .done)
        #expect(governance.requests.first?.session?.isOpen == true)
        let (closed, _) = try await run(["requests", "close", id], as: "operator_1")
        #expect(closed == .done)
        #expect(governance.events.count { $0.requestID == id } == 6)
    }

    @Test("A refusal has the same shape as success, exits 1, and is a row with the coverage")
    func refusal() async throws {
        let (status, result) = try await run(opening, as: "finance_1")
        #expect(status == .refused)
        #expect(result.code == "role-required")
        #expect(result.eventID == governance.events.first?.id)
        #expect(governance.events.first?.coverage == "3/5")
        #expect(governance.events.first?.surface == "cli")
    }

    @Test("A short reason and an unknown id are refused by the database, not here")
    func badReason() async throws {
        let (_, reason) = try await run(Array(opening[..<5]) + ["--reason", "short"])
        #expect(reason.code == "reason-required")
        let (status, unknown) = try await run(["requests", "reject", "req_nothing", "--reason", "a good long reason"])
        #expect(status == .refused && unknown.code == "not-found")
    }

    @Test("For people the answer is in words, and the coverage goes to standard error")
    func words() async throws {
        let (_, text, words) = try await perform(opening, in: inMemorySession(governance))
        #expect(text.hasPrefix("Break-glass request opened.\nrequest  req_"))
        #expect(words == "Source coverage 3/5 live (Engine Runtime offline, Integration Control offline).\n")
        let refused = try await perform(opening, in: inMemorySession(governance, as: "auditor_1"))
        #expect(refused.text.hasPrefix("Refused (role-required): "))
    }

    @Test("Options become the fields of the draft")
    func draft() throws {
        let command = try Countersign.parseAsRoot([
            "requests", "open", "engine-retirement-package", "--package", "POD Engine Charlie", "--reason", "x",
            "--checklist", "audit-history, billing-closeout", "--cap", "5", "--lease", "worker-alpha", "--confirm", "y",
        ])
        let draft = try #require(command as? RequestsCommand.Open).draft
        #expect(
            draft.arguments == [
                "package": .string("POD Engine Charlie"), "cap": .integer(5), "lease": .string("worker-alpha"),
                "confirm": .string("y"),
                "checklist": .array([.string("audit-history"), .string("billing-closeout")]),
            ])
    }

    @Test("People are added and granted by an admin only")
    func people() async throws {
        let (denied, _) = try await run(["people", "add", "jane"], as: "operator_1")
        #expect(denied == .refused)
        let (added, _) = try await run(["people", "add", "jane", "--name", "Jane Doe"], as: "admin_1")
        #expect(added == .done)
        let (granted, _) = try await run(
            ["people", "grant", "jane", "finance", "--reason", "joins the finance rota"], as: "admin_1")
        #expect(granted == .done)
        let (_, text, _) = try await perform(
            ["people", "list", "--format", "csv"], in: inMemorySession(governance))
        #expect(text.contains("jane,Jane Doe,,\"[\"\"finance\"\"]\",false,\r\n"))
    }

    @Test("A login role is made for an admin alone, and goes where the registration is refused")
    func logins() async throws {
        let roles = Mutex<[String]>([])
        func session(as login: String) -> Session {
            var session = inMemorySession(governance, as: login)
            session.createLogin = { name in
                roles.withLock { $0.append("made \(name)") }
                return true
            }
            session.dropLogin = { name in roles.withLock { $0.append("dropped \(name)") } }
            return session
        }
        let adding = ["people", "add", "jane", "--format", "json"]
        for login in ["operator_1", "auditor_1", "nobody"] {
            let (status, _, _) = try await perform(adding, in: session(as: login))
            #expect(status == .refused)
        }
        var readOnly = session(as: "admin_1")
        readOnly.clients.people.identity = {
            let admin = Person(login: "admin_1", displayName: "Admin", roles: [.admin])
            return Identity(person: admin, readOnlyReason: "Started read-only.")
        }
        readOnly.clients.people.register = { _, _, _, _ in throw GovernanceError(.notPermitted, "Read-only.") }
        #expect(try await perform(adding, in: readOnly).status == .refused)
        #expect(roles.withLock { $0 } == [])
        #expect(try await perform(adding, in: session(as: "admin_1")).status == .done)
        #expect(try await perform(adding, in: session(as: "admin_1")).status == .refused)
        #expect(roles.withLock { $0 } == ["made jane", "made jane", "dropped jane"])
        // without an answer the person may be registered
        var lost = session(as: "admin_1")
        lost.clients.people.register = { _, _, _, _ in throw GovernanceError(.unsettled, "No answer.") }
        let unanswered = lost
        await #expect(throws: GovernanceError.self) { _ = try await perform(adding, in: unanswered) }
        #expect(roles.withLock { $0.last } == "made jane")
    }

    @Test("What this side refuses already has the shape of a refusal, too")
    func refusedHere() async throws {
        var session = inMemorySession(governance)
        session.clients.workflow.open = { _, _ in throw GovernanceError(.notPermitted, "Started read-only.") }
        let (status, text, _) = try await perform(opening + ["--format", "jsonl"], in: session)
        #expect(status == .refused)
        let shape = #"{"outcome":"denied","code":"not-permitted","message":"Started read-only.","#
        #expect(text == shape + "\"request_id\":null,\"event_id\":null}\n")
        // For people it is told once, on standard error.
        let refusing = session
        let arguments = opening
        await #expect(throws: GovernanceError.self) {
            _ = try await perform(arguments, in: refusing)
        }
    }

    @Test("A lost database is thrown as unavailable, which ends with 3")
    func lost() async throws {
        governance.setStore(.lost(since: Timestamp(microseconds: 0), reason: "The server went away."))
        let opening = opening
        let error = await #expect(throws: GovernanceError.self) { _ = try await self.run(opening) }
        #expect(CommandFailure(try #require(error)).status == .unavailable)
    }
}
