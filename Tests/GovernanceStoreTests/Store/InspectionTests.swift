// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Postgres
import Testing

@testable import GovernanceStore

@Suite("Looking at the database", .temporaryDatabase, .timeLimit(.minutes(5)))
struct InspectionTests {
    @Test("the connection is told without secrets, with what PostgreSQL itself says")
    func connection() async throws {
        try await TemporaryDatabase.required.withStore(as: .finance1) { store in
            let facts = try await store.inspection.connection()
            #expect(facts.login == "finance_1")
            #expect(facts.database == (try TemporaryDatabase.required.name))
            #expect(facts.authMethod == "peer" && facts.serverAddress == nil && facts.encryption == nil)
            #expect(facts.systemIdentifier.flatMap(UInt64.init) != nil)
            #expect(facts.url.hasPrefix("postgresql:///") && !facts.url.contains("password"))
        }
    }

    @Test("any person reads which logins are unsafe and why; those who are people come first")
    func unsafeLogins() async throws {
        let database = try TemporaryDatabase.required
        try await database.withConnection { connection in
            try await connection.script(
                "drop role if exists dangerous_1; create role dangerous_1 login createrole in role countersign_user")
        }
        try await database.withStore(as: .auditor1) { store in
            let logins = try await store.inspection.unsafeLogins()
            #expect(
                logins.contains(
                    UnsafeLogin(login: "dangerous_1", reason: "it has the attribute CREATEROLE", isRegistered: false)))
            #expect(logins.contains { $0.login == "countersign_service" })
            #expect(!logins.contains { ["finance_1", "auditor_1", "operator_1"].contains($0.login) })
        }
        try await database.withConnection { try await $0.script("drop role dangerous_1") }
    }

    @Test("sealing is told with what waits, by the server's clock")
    func sealing() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .operator1) { store in
            let before = try await store.inspection.sealing()
            _ = try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
            let waiting = try await store.inspection.sealing()
            #expect(waiting.pending > before.pending)
            #expect(waiting.head == before.head && waiting.askedAt > before.askedAt)
        }
    }
}
