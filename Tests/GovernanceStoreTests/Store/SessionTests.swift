// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Postgres
import Testing

@testable import GovernanceStore

@Suite("The session", .temporaryDatabase, .timeLimit(.minutes(5)))
struct SessionTests {
    @Test("A34: the identity is the login's, with roles and name")
    func identity() async throws {
        try await TemporaryDatabase.required.withStore(as: .finance1) { store in
            let identity = try await store.people.identity()
            #expect(identity.person.login == "finance_1")
            #expect(identity.person.displayName == "Finance Reviewer 1")
            #expect(identity.person.roles == [.finance])
            #expect(identity.readOnlyReason == nil)
            let facts = try await store.connect()
            #expect(facts.environment == "test")
            #expect(facts.schemaVersion == SchemaVersion.required)
            #expect(!facts.isReadOnly)
        }
    }

    @Test("the server sees which program speaks")
    func applicationName() async throws {
        let database = try TemporaryDatabase.required
        try await database.withStore(as: .finance1) { store in
            try await store.connect()
            let names = try await database.withConnection { connection in
                try await connection.query(
                    """
                    select application_name from pg_stat_activity \
                    where datname = current_database() and usename = 'finance_1'
                    """
                ).map { try $0.decode(0, as: String.self) }
            }
            #expect(names.contains("countersign 0.0.0-test (cli)"))
        }
    }

    @Test("a login outside of countersign_user learns what to ask for")
    func stranger() async throws {
        let database = try TemporaryDatabase.required
        try await database.withConnection { connection in
            try await connection.script("drop role if exists stranger_1; create role stranger_1 login")
            try await connection.execute(
                "grant connect on database \(identifier: database.name) to stranger_1", prepare: false)
        }
        try await database.withStore(login: "stranger_1") { store in
            let error = await #expect(throws: GovernanceError.self) { try await store.people.identity() }
            #expect(error?.code == .notPermitted)
            #expect(error?.message.contains("grant countersign_user to stranger_1") == true)
            let page = await #expect(throws: GovernanceError.self) { try await store.audit.page(EventQuery()) }
            #expect(page?.code == .notPermitted)
        }
    }

    @Test("a login that nobody registered is told who registers it, and every act is refused")
    func unregistered() async throws {
        let database = try TemporaryDatabase.required
        try await database.withConnection { connection in
            try await connection.script(
                "drop role if exists newcomer_1; create role newcomer_1 login in role countersign_user")
        }
        try await database.withStore(login: "newcomer_1") { store in
            let error = await #expect(throws: GovernanceError.self) { try await store.people.identity() }
            #expect(error?.code == .notRegistered)
            #expect(error?.message.contains("countersign people add newcomer_1") == true)
            let opened = try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
            #expect(opened.code == RefusalCode.roleRequired.rawValue)
        }
    }

    @Test("people are registered and granted roles by an admin alone, and roles count at once")
    func people() async throws {
        let database = try TemporaryDatabase.required
        let context = BreakGlassTests.context
        try await database.withConnection { connection in
            try await connection.script(
                "drop role if exists joiner_1; create role joiner_1 login in role countersign_user")
        }
        try await database.withStore(as: .operator1) { store in
            let denied = try await store.people.register("joiner_1", "Joiner", nil, context)
            #expect(denied.code == RefusalCode.roleRequired.rawValue)
        }
        try await database.withStore(as: .admin1) { admin in
            let missing = try await admin.people.register("no_such_login", "Nobody", nil, context)
            #expect(missing.code == RefusalCode.notFound.rawValue)
            #expect(missing.message.contains("create role no_such_login login in role countersign_user"))
            let added = try await admin.people.register("joiner_1", "Joiner", "joiner@example.org", context)
            #expect(added.outcome == .succeeded, "\(added.message)")
            let selfish = try await admin.people.grant("admin_1", .operator, "I need it for a test", context)
            #expect(selfish.code == RefusalCode.selfApproval.rawValue)
            try await database.withStore(login: "joiner_1") { joiner in
                let before = try await joiner.people.identity()
                #expect(before.person.roles.isEmpty)
                #expect(before.person.email == "joiner@example.org")
                let granted = try await admin.people.grant("joiner_1", .operator, "Joined the operators", context)
                #expect(granted.outcome == .succeeded, "\(granted.message)")
                let after = try await joiner.people.identity()
                #expect(after.person.roles == [.operator])
            }
        }
    }

    @Test("a session that was started read-only reads and does not act")
    func readOnly() async throws {
        try await TemporaryDatabase.required.withStore(login: "operator_1", isReadOnly: true) { store in
            let identity = try await store.people.identity()
            #expect(identity.readOnlyReason != nil)
            _ = try await store.audit.page(EventQuery())
            let error = await #expect(throws: GovernanceError.self) {
                try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
            }
            #expect(error?.code == .notPermitted)
        }
    }

    @Test("text that PostgreSQL cannot hold is an error, not a refusal, and is not repeated")
    func nul() async throws {
        try await TemporaryDatabase.required.withStore(as: .operator1) { store in
            let error = await #expect(throws: GovernanceError.self) {
                try await store.workflow.open(
                    BreakGlassTests.draft(tenant: "secret\0tenant"), BreakGlassTests.context)
            }
            #expect(error?.code == .invalidInput)
            #expect(error?.message.contains("secret") == false)
        }
    }

    @Test("a cancelled task cancels its call")
    func cancelled() async throws {
        try await TemporaryDatabase.required.withStore(as: .operator1) { store in
            let task = Task { try await store.audit.page(EventQuery()) }
            task.cancel()
            let error = await #expect(throws: GovernanceError.self) { try await task.value }
            #expect(error?.code == .cancelled)
        }
    }
}

@Suite("Schemas of other releases", .timeLimit(.minutes(5)))
struct SchemaVersionTests {
    @Test("a database without the schema names the command that makes it")
    func none() async throws {
        let database = try await TemporaryDatabase.empty()
        try await database.withStore(login: "postgres") { store in
            let error = await #expect(throws: GovernanceError.self) { try await store.connect() }
            #expect(error?.code == .schemaTooOld)
            #expect(error?.message.contains("countersign migrate") == true)
        }
    }

    @Test("an older schema is refused, a newer one is read and not acted on")
    func versions() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        func pretend(_ version: Int) async throws {
            // only the number is looked at; a newer schema keeps what older programs read
            try await database.withConnection { connection in
                try await connection.script(
                    """
                    create or replace view countersign.schema_version as
                    select \(version) as version, now() as applied_at, 1::bigint as migrations
                    """)
            }
        }
        try await pretend(SchemaVersion.required - 1)
        try await database.withStore(as: .operator1) { store in
            let error = await #expect(throws: GovernanceError.self) { try await store.audit.page(EventQuery()) }
            #expect(error?.code == .schemaTooOld)
            #expect(error?.message.contains("countersign migrate") == true)
        }
        try await pretend(SchemaVersion.required + 1)
        try await database.withStore(as: .operator1) { store in
            let page = try await store.audit.page(EventQuery())
            #expect(!page.events.isEmpty)
            let identity = try await store.people.identity()
            #expect(identity.readOnlyReason != nil)
            let error = await #expect(throws: GovernanceError.self) {
                try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
            }
            #expect(error?.code == .schemaTooNew)
        }
    }
}
