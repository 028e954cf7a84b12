// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import GovernanceTestSupport
import Testing

@testable import countersign

@Suite("B24–B42 B63 B64: packages, leases and people on the command line")
struct PackagesCommandTests {
    private let governance = InMemoryGovernance(now: { Timestamp(microseconds: 1_780_000_000_000_000) })

    private func run(
        _ arguments: [String], as login: String = "operator_1"
    ) async throws -> (status: CommandStatus, json: JSONValue) {
        let (status, text, _) = try await perform(
            arguments + ["--format", "json"], in: inMemorySession(governance, as: login))
        return (status, try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))
    }

    private static func member(_ name: String, of value: JSONValue?) -> JSONValue? {
        guard case .object(let members) = value else { return nil }
        return members[name]
    }

    private static func elements(_ value: JSONValue?) -> [JSONValue] {
        guard case .array(let elements) = value else { return [] }
        return elements
    }

    @Test("B24 B63 B64: the three packages, their states and what blocks one")
    func list() async throws {
        let (status, json) = try await run(["packages", "list"])
        #expect(status == .done)
        let packages = Self.elements(json)
        #expect(
            packages.map { Self.member("name", of: $0) } == [
                .string("POD Engine Alpha"), .string("POD Engine Bravo"), .string("POD Engine Charlie"),
            ])
        #expect(Self.member("state", of: packages[1]) == .string("blocked"))
        #expect(
            Self.member("blocked_reason", of: packages[1]) == .string("Provisioning is blocked on node placement."))
    }

    @Test("B25–B36: one package with its resources, releases, rollback plan and retirement controls")
    func show() async throws {
        let (status, json) = try await run(["packages", "show", "POD Engine Alpha"])
        #expect(status == .done)
        let approval = Self.member("approval", of: json)
        #expect(Self.member("shown", of: approval) == .string("March 8, 2026 at 2:18 PM ET"))
        #expect(Self.member("approved_at", of: approval) == .string("2026-03-08T18:18:00.000000Z"))
        #expect(Self.elements(Self.member("resources", of: json)).count == 4)
        let rollback = try #require(Self.elements(Self.member("rollback_plan", of: json)).first)
        #expect(Self.member("target_release", of: rollback) == .string("2026.02"))
        let retirement = try #require(Self.elements(Self.member("retirement_controls", of: json)).first)
        #expect(Self.member("is_locked", of: retirement) == .bool(true))
        let (unknown, answer) = try await run(["packages", "show", "POD Engine Omega"])
        #expect(unknown == .refused)
        #expect(Self.member("code", of: answer) == .string("not-found"))
    }

    @Test("A draft states only what is given; only an operator may, and a refusal is a row")
    func draft() async throws {
        let draft = [
            "packages", "draft", "POD Engine Bravo", "--node", "prod-node-03", "--reason", "the new node is certified",
        ]
        let (refused, answer) = try await run(draft, as: "finance_1")
        #expect(refused == .refused)
        #expect(Self.member("code", of: answer) == .string("role-required"))
        #expect(governance.events.first?.outcome == .denied)
        let (done, _) = try await run(draft)
        #expect(done == .done)
        let (_, json) = try await run(["packages", "show", "POD Engine Bravo"])
        #expect(Self.member("node", of: json) == .string("prod-node-03"))
        #expect(Self.member("release", of: json) == .string("2026.03"))
        #expect(Self.member("revision", of: json) == .integer(2))
    }

    @Test("Signing by the package's name needs exactly one open approval")
    func approvals() async throws {
        let (status, answer) = try await run(["packages", "sign", "POD Engine Alpha"], as: "finance_1")
        #expect(status == .refused)
        #expect(Self.member("code", of: answer) == .string("not-found"))
        governance.put(approval("req_1", .authorized))
        let (deployed, _) = try await run(["packages", "deploy", "POD Engine Alpha"])
        #expect(deployed == .done)
        #expect(governance.requests.first?.executedBy == "operator_1")
        governance.put(approval("req_2", .authorized))
        governance.put(approval("req_3", .authorized))
        let (several, which) = try await run(["packages", "deploy", "POD Engine Alpha"])
        #expect(several == .refused)
        #expect(Self.member("code", of: which) == .string("not-found"))
        #expect(governance.requests.allSatisfy { $0.id == "req_1" || $0.executedBy == nil })
    }

    private func approval(_ id: String, _ state: RequestState) -> GovernanceRequest {
        GovernanceRequest(
            id: id, workflowKey: "deployment-package", workflowTitle: "Deployment package", state: state,
            requester: "operator_1", requesterName: "Governance Operator 1", reason: "Storefront release",
            packageID: "POD Engine Alpha", requestedAt: Timestamp(microseconds: 1_780_000_000_000_000),
            expiresAt: Timestamp(microseconds: 1_790_000_000_000_000), manifest: "{}", manifestSHA256: "00")
    }

    @Test("B48: an escalation unlocks one lease, for operators only")
    func leases() async throws {
        let escalate = ["leases", "escalate", "worker-alpha", "--reason", "launch traffic above the envelope"]
        #expect(try await run(escalate, as: "auditor_1").status == .refused)
        #expect(try await run(escalate).status == .done)
        let leases = Self.elements(try await run(["leases", "list"]).json)
        #expect(leases.map { Self.member("is_locked", of: $0) } == [.bool(false), .bool(true)])
        #expect(Self.member("by", of: Self.member("escalation", of: leases[0])) == .string("operator_1"))
    }

    @Test("Roles are granted and revoked by another admin; the history says who held what when")
    func people() async throws {
        let grant = ["people", "grant", "finance_1", "auditor", "--reason", "covers the support rota"]
        #expect(try await run(grant, as: "operator_1").status == .refused)
        #expect(try await run(grant, as: "admin_1").status == .done)
        let revoke = ["people", "revoke", "finance_1", "auditor", "--reason", "the rota is full again"]
        #expect(try await run(revoke, as: "admin_1").status == .done)
        let history = Self.elements(try await run(["people", "history", "finance_1"]).json)
        #expect(history.count == 1)
        #expect(Self.member("revoked_by", of: history.first) == .string("admin_1"))
        let suspend = ["people", "suspend", "finance_1", "--reason", "laptop reported stolen"]
        #expect(try await run(suspend, as: "admin_1").status == .done)
        #expect(try await run(suspend, as: "admin_1").status == .refused)
        let reinstate = ["people", "reinstate", "finance_1", "--reason", "new laptop, new keys"]
        #expect(try await run(reinstate, as: "admin_1").status == .done)
    }

    @Test("A review needs another person, and is then no longer asked for")
    func review() async throws {
        var request = approval("req_9", .executed)
        request.needsReview = true
        governance.put(request)
        let review = ["requests", "review", "req_9", "--note", "compared with the change log"]
        let (own, answer) = try await run(review)
        #expect(own == .refused)
        #expect(Self.member("code", of: answer) == .string("self-approval"))
        #expect(try await run(review, as: "auditor_1").status == .done)
        #expect(governance.requests.first { $0.id == "req_9" }?.needsReview == false)
    }
}
