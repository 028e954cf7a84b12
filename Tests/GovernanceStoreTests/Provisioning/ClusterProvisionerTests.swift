// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Postgres
import Testing

@Suite("Preparing a private cluster", .timeLimit(.minutes(5)))
struct ClusterProvisionerTests {
    @Test("B14: the demonstration has its people, engines and six events, however often it is prepared")
    func demonstration() async throws {
        let database = try await TemporaryDatabase.empty()
        let provisioner = ClusterProvisioner(superuser: database.superuser)
        #expect(try await provisioner.prepareDemonstration())
        #expect(try await provisioner.prepareDemonstration() == false)
        try await database.withStore(as: .admin1) { store in
            let people = try await store.people.people()
            #expect(people.map(\.login) == ClusterProvisioner.personas.sorted())
            #expect(people.allSatisfy { $0.roles.count == 1 && !$0.isSuspended && $0.registeredAt != nil })
            let filter = EventFilter(terms: [.init(field: .stream, values: ["runtime"])])
            let events = try await store.audit.page(EventQuery(filter: filter)).events
            #expect(events.count == 6)
            let actions = try await store.audit.page(EventQuery(limit: 1_000)).events.map(\.action)
            #expect(actions.count { $0 == "DECLARE_PRIVATE_CLUSTER" } == 1)
        }
    }

    @Test("a cluster of one's own has its owner as admin and operator")
    func own() async throws {
        let database = try await TemporaryDatabase.empty()
        let provisioner = ClusterProvisioner(superuser: database.superuser)
        #expect(try await provisioner.prepareOwnCluster(owner: "owner \"quoted\"", displayName: "The Owner"))
        #expect(try await provisioner.prepareOwnCluster(owner: "owner \"quoted\"") == false)
        try await database.withStore(login: "owner \"quoted\"") { store in
            let identity = try await store.people.identity()
            #expect(identity.person.roles == [.admin, .operator])
            #expect(identity.readOnlyReason == nil)
            let opened = try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
            #expect(opened.outcome == .succeeded, "\(opened.message)")
        }
    }

    @Test("a login role is made where it is missing, and goes again unless it is a person by then")
    func logins() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        let provisioner = ClusterProvisioner(superuser: database.superuser)
        let name = "made_\(UInt64.random(in: .min ... .max))"
        #expect(try await provisioner.createLogin(name))
        #expect(try await provisioner.createLogin(name) == false)
        #expect(try await Self.roles(like: name, in: database) == [name])
        try await provisioner.dropLogin(name)
        #expect(try await Self.roles(like: name, in: database).isEmpty)
        #expect(try await provisioner.createLogin(name))
        try await database.withStore(as: .admin1) { store in
            let result = try await store.people.register(name, "Made", nil, ActionContext(surface: "cli"))
            #expect(result.outcome == .succeeded, "\(result.message)")
        }
        try await provisioner.dropLogin(name)
        #expect(try await Self.roles(like: name, in: database) == [name])
    }

    @Test(
        "names that PostgreSQL cuts or keeps to itself, and the product's own, make no role and change none",
        arguments: [
            "", "pg_evil", "postgres", "public", "none", "countersign_owner", "countersign_service", "countersign_new",
            String(repeating: "x", count: 64), String(repeating: "y", count: 100_000),
        ])
    func reservedNames(_ name: String) async throws {
        let database = try await TemporaryDatabaseTrait.make()
        let provisioner = ClusterProvisioner(superuser: database.superuser)
        #expect(try await provisioner.createLogin(name) == false)
        try await provisioner.dropLogin(name)
        #expect(try await Self.roles(like: "xxxx", in: database).isEmpty)
        #expect(try await Self.roles(like: "countersign_new", in: database).isEmpty)
        let isMember = try await database.withConnection { connection in
            try await connection.query(
                "select pg_has_role('countersign_owner', 'countersign_user', 'member')"
            ).first?.decode(0, as: Bool.self)
        }
        #expect(isMember == false)
    }

    @Test("a role that somebody else made is not given anything")
    func foreignRole() async throws {
        let database = try await TemporaryDatabaseTrait.make()
        let name = "foreign_\(UInt64.random(in: .min ... .max))"
        try await database.withConnection { try await $0.script("create role \(name) login") }
        #expect(try await ClusterProvisioner(superuser: database.superuser).createLogin(name) == false)
        let isMember = try await database.withConnection { connection in
            try await connection.query("select pg_has_role(\(name)::name, 'countersign_user', 'member')")
                .first?.decode(0, as: Bool.self)
        }
        #expect(isMember == false)
    }

    private static func roles(like beginning: String, in database: TemporaryDatabase) async throws -> [String] {
        try await database.withConnection { connection in
            try await connection.query(
                "select rolname::text from pg_roles where starts_with(rolname, \(beginning)) order by 1"
            ).map { try $0.decode(0) }
        }
    }

    @Test("a superuser cannot be the person of a cluster")
    func superuser() async throws {
        let database = try await TemporaryDatabase.empty()
        let error = await #expect(throws: MigrationError.self) {
            try await ClusterProvisioner(superuser: database.superuser).prepareOwnCluster(owner: "postgres")
        }
        #expect(error?.message.contains("SUPERUSER") == true)
    }
}
