// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Postgres
import Testing

/// Packages, leases and what is carried out, through the live clients: every row that they decode is one of PostgreSQL's.
@Suite("Packages and leases", .temporaryDatabase, .serialized)
struct PackageClientTests {
    private static let context = BreakGlassTests.context
    private static let reason = "a reason that is long enough"

    /// A request that is opened and signed by others, whose id is returned.
    private static func signed(
        _ workflow: String, _ arguments: [String: JSONValue], by signer: TemporaryDatabase.Persona?
    ) async throws -> String {
        let database = try TemporaryDatabase.required
        let opened = try await database.withStore(as: .operator1) { store in
            try await store.workflow.open(
                RequestDraft(workflowKey: workflow, arguments: arguments, reason: reason), context)
        }
        let id = try #require(opened.requestID, "\(opened.message)")
        if let signer {
            let result = try await database.withStore(as: signer) { try await $0.workflow.sign(id, nil, context) }
            #expect(result.outcome == .succeeded, "\(result.message)")
        }
        return id
    }

    @Test("B31 B33 B37: the packages of the demonstration, their dossiers and the guardrails come as they are stored")
    func reading() async throws {
        try await TemporaryDatabase.required.withStore(as: .auditor1) { store in
            let packages = try await store.packages.packages()
            #expect(packages.map(\.name) == ["POD Engine Alpha", "POD Engine Bravo", "POD Engine Charlie"])
            let alpha = try #require(packages.first)
            #expect(alpha.release == "2026.03.1")
            #expect(alpha.node == "prod-node-01")
            #expect(alpha.isEngineServing)
            #expect(alpha.manifestSHA256.count == 64)
            let approval = try #require(alpha.approval)
            #expect(approval.approvedAt.rfc3339.hasPrefix("2026-03-08T18:18:00"))
            #expect(approval.zone == "America/New_York")
            #expect(packages.first { $0.state == .blocked }?.blockedReason?.contains("node placement") == true)

            let dossier = try #require(try await store.packages.dossier("POD Engine Alpha"))
            #expect(dossier.package == alpha)
            #expect(Set(dossier.resources.map(\.kind)).count == 4)
            #expect(Set(dossier.attachments.map(\.kind)).isSuperset(of: ["domain", "dns", "ssl"]))
            #expect(dossier.attachments.allSatisfy { $0.revokedAt == nil })
            #expect(dossier.releases.contains { $0.isCurrent })
            #expect(dossier.rollbackPlan.contains { $0.isAvailable && $0.targetRelease == "2026.02" })
            #expect(dossier.retirementControls.contains { $0.isLocked && $0.lockReason != nil })
            #expect(try await store.packages.dossier("POD Engine Zulu") == nil)
            let guardrails = try await store.packages.guardrails()
            #expect(!guardrails.isEmpty)
        }
    }

    @Test("B38: drafting, blocking, unblocking and draining are audited changes, and what was not stated stays")
    func changing() async throws {
        try await TemporaryDatabase.required.withStore(as: .operator1) { store in
            let name = "POD Engine Bravo"
            let before = try #require(try await store.packages.dossier(name)).package
            let unblocked = try await store.packages.unblock(name, Self.reason, Self.context)
            #expect(unblocked.outcome == .succeeded, "\(unblocked.message)")
            var details = PackageDetails()
            details.node = "prod-node-07"
            let drafted = try await store.packages.draft(name, details, Self.reason, Self.context)
            #expect(drafted.outcome == .succeeded, "\(drafted.message)")
            let after = try #require(try await store.packages.dossier(name)).package
            #expect(after.node == "prod-node-07")
            #expect(after.release == before.release)
            #expect(after.revision > before.revision)
            #expect(after.manifestSHA256 != before.manifestSHA256)
            #expect(after.state == .draft && after.draftedBy == "operator_1")
            let blocked = try await store.packages.block(name, "node placement is not settled", Self.context)
            #expect(blocked.outcome == .succeeded, "\(blocked.message)")
            #expect(
                try await store.packages.dossier(name)?.package.blockedReason?
                    .hasPrefix("node placement is not settled") == true)
            let serving = try await store.packages.setEngineServing(name, true, Self.reason, Self.context)
            #expect(serving.outcome == .succeeded, "\(serving.message)")
            #expect(try await store.packages.dossier(name)?.package.isEngineServing == true)
            let eventID = try #require(serving.eventID)
            let event = try #require(try await store.audit.event(eventID))
            #expect(event.coverage == "3/5" && event.outcome == .succeeded)
        }
    }

    @Test("B48: a lease is escalated, raised, reviewed; its rows tell each of it")
    func lease() async throws {
        let database = try TemporaryDatabase.required
        let name = "worker-analyst-delta"
        try await database.withStore(as: .operator1) { store in
            let before = try #require(try await store.leases.leases().first { $0.name == name })
            #expect(before.isLocked && before.escalation == nil && before.cap == before.envelopeCap)
            let escalated = try await store.leases.escalate(name, "campaign of a customer", Self.context)
            #expect(escalated.outcome == .succeeded, "\(escalated.message)")
            let lease = try #require(try await store.leases.leases().first { $0.name == name })
            let escalation = try #require(lease.escalation)
            #expect(!lease.isLocked && lease.isFlagged && lease.openReviews == 1)
            #expect(escalation.by == "operator_1" && escalation.reason == "campaign of a customer")
            #expect(escalation.expiresAt == escalation.at.advanced(by: .seconds(1_800)))
            let expiring = try await store.workflow.expiring(.seconds(3_600), 100)
            let expected = Expiry(
                kind: .escalation, id: escalation.id, subject: name, holder: "operator_1",
                expiresAt: escalation.expiresAt)
            #expect(expiring.filter { $0.kind == .escalation } == [expected])
            #expect(try await store.workflow.expiring(.seconds(60), 100).isEmpty)
        }
        let id = try await Self.signed(
            "lease-expansion-override", ["lease": .string(name), "cap": .integer(750)], by: nil)
        try await database.withStore(as: .operator2) { store in
            let executed = try await store.workflow.execute(id, nil, Self.context)
            #expect(executed.outcome == .succeeded, "\(executed.message)")
            let raised = try await store.leases.leases().first { $0.name == name }
            #expect(raised?.cap == 750)
            let request = try #require(try await store.workflow.request(id))
            #expect(request.state == .executed && request.executedBy == "operator_2" && request.executedAt != nil)
            #expect(request.needsReview && request.reviewCount == 0 && request.lease == name)
        }
        try await database.withStore(as: .finance1) { store in
            let waiting = try await store.workflow.requests(RequestQuery(scope: .waitingForMe))
            #expect(waiting.first { $0.id == id }?.duty == .review)
            let reviewed = try await store.workflow.review(id, "within the budget", Self.context)
            #expect(reviewed.outcome == .succeeded, "\(reviewed.message)")
            let request = try #require(try await store.workflow.request(id))
            #expect(!request.needsReview && request.reviewCount == 1)
        }
    }

    @Test("B33 B41 B49: a rollback is somebody else's turn until it is signed, and changes the package when executed")
    func rollback() async throws {
        let database = try TemporaryDatabase.required
        let name = "POD Engine Alpha"
        let arguments = ["package": JSONValue.string(name), "confirm": .string(name)]
        let id = try await Self.signed("rollback-package-approval", arguments, by: nil)
        for (persona, waits) in [(TemporaryDatabase.Persona.operator1, true), (.auditor1, false)] {
            try await database.withStore(as: persona) { store in
                for query in [
                    RequestQuery(scope: .waitingForOthers), RequestQuery(scope: .waitingForOthers, package: name),
                ] {
                    let ids = try await store.workflow.requests(query).map(\.id)
                    #expect(ids.contains(id) == waits)
                }
            }
        }
        try await database.withStore(as: .auditor1) { store in
            let request = try #require(try await store.workflow.request(id))
            let stale = try await store.workflow.sign(id, String(repeating: "0", count: 64), Self.context)
            #expect(stale.code == RefusalCode.changedSinceReview.rawValue)
            let result = try await store.workflow.sign(id, request.manifestSHA256, Self.context)
            #expect(result.outcome == .succeeded, "\(result.message)")
        }
        try await database.withStore(as: .operator2) { store in
            let executed = try await store.workflow.execute(id, nil, Self.context)
            #expect(executed.outcome == .succeeded, "\(executed.message)")
            let dossier = try #require(try await store.packages.dossier(name))
            #expect(dossier.package.state == .rolledBack && dossier.package.release == "2026.02")
            #expect(dossier.package.approval == nil)
            #expect(dossier.releases.contains { $0.rolledBackAt != nil })
        }
    }

    @Test("B42 B50: a retirement revokes what the package holds, each with its request")
    func retirement() async throws {
        let database = try TemporaryDatabase.required
        let name = "POD Engine Charlie"
        let checklist = try await database.withStore(as: .operator1) { store in
            try await store.workflow.catalog().first { $0.key == "engine-retirement-package" }?.fields.first {
                $0.kind == .checklist
            }?.choices ?? []
        }
        #expect(checklist.count == 7)
        let id = try await Self.signed(
            "engine-retirement-package",
            ["package": .string(name), "checklist": .array(checklist.map(JSONValue.string))], by: .finance1)
        try await database.withStore(as: .operator1) { store in
            let executed = try await store.workflow.execute(id, nil, Self.context)
            #expect(executed.outcome == .succeeded, "\(executed.message)")
            let dossier = try #require(try await store.packages.dossier(name))
            #expect(dossier.package.state == .retired)
            let revoked = dossier.attachments.filter { $0.revokedAt != nil }
            #expect(!revoked.isEmpty)
            #expect(revoked.allSatisfy { $0.revokedRequestID == id && $0.revokedBy == "operator_1" })
        }
    }
}
