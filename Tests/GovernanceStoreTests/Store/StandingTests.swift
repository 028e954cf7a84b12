// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Postgres
import Testing

@Suite("Who held which role when", .temporaryDatabase, .serialized)
struct StandingTests {
    private static let context = BreakGlassTests.context
    private static let reason = "leaves the rota for good"

    @Test("Part 2: grants and revocations are tenures; their reasons are for admins and the person")
    func tenures() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .admin1) { store in
            let granted = try await store.people.grant("operator_2", .finance, "covers for finance", Self.context)
            #expect(granted.outcome == .succeeded, "\(granted.message)")
            let revoked = try await store.people.revoke("operator_2", .finance, Self.reason, Self.context)
            #expect(revoked.outcome == .succeeded, "\(revoked.message)")
            let tenures = try await store.people.tenures("operator_2")
            #expect(tenures.map(\.role) == ["finance", "operator"])
            let ended = try #require(tenures.first)
            #expect(ended.grantedBy == "admin_1" && ended.grantReason == "covers for finance")
            #expect(ended.revokedBy == "admin_1" && ended.revokeReason == Self.reason)
            #expect(ended.revokedAt ?? ended.grantedAt.advanced(by: .seconds(-1)) >= ended.grantedAt)
            #expect(tenures.last?.revokedAt == nil)
            let everybody = try await store.people.tenures(nil)
            #expect(everybody.count >= 6)
            let twice = try await store.people.revoke("operator_2", .finance, Self.reason, Self.context)
            #expect(twice.outcome == .denied)
            let last = try await store.people.revoke("admin_1", .admin, Self.reason, Self.context)
            #expect(last.code == RefusalCode.selfApproval.rawValue)
        }
        try await database.withStore(as: .operator1) { store in
            let ended = try #require(try await store.people.tenures("operator_2").first)
            #expect(ended.grantReason == nil && ended.revokeReason == nil)
        }
        try await database.withStore(as: .operator2) { store in
            let ended = try #require(try await store.people.tenures("operator_2").first)
            #expect(ended.revokeReason == Self.reason)
        }
    }

    @Test("Part 2: a suspended person reads and acts no more, at once, until reinstated")
    func suspension() async throws {
        let database = try TemporaryDatabase.required
        let suspended = database.store(as: .operator2)
        #expect(try await suspended.people.identity().readOnlyReason == nil)
        try await database.withStore(as: .admin1) { store in
            let result = try await store.people.suspend("operator_2", Self.reason, Self.context)
            #expect(result.outcome == .succeeded, "\(result.message)")
            let people = try await store.people.people()
            #expect(people.first { $0.login == "operator_2" }?.isSuspended == true)
        }
        #expect(try await suspended.people.identity().readOnlyReason?.contains("suspended") == true)
        let refused = try await suspended.workflow.open(BreakGlassTests.draft(), Self.context)
        #expect(refused.code == RefusalCode.suspended.rawValue)
        try await database.withStore(as: .admin1) { store in
            let eventID = try #require(refused.eventID)
            let event = try #require(try await store.audit.event(eventID))
            #expect(event.errorCode == "suspended" && event.actorUsername == "operator_2")
            let result = try await store.people.reinstate("operator_2", "the laptop was found", Self.context)
            #expect(result.outcome == .succeeded, "\(result.message)")
        }
        let opened = try await suspended.workflow.open(BreakGlassTests.draft(), Self.context)
        #expect(opened.outcome == .succeeded, "\(opened.message)")
        await suspended.close()
    }
}
