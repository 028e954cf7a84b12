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

    @Test("a superuser cannot be the person of a cluster")
    func superuser() async throws {
        let database = try await TemporaryDatabase.empty()
        let error = await #expect(throws: MigrationError.self) {
            try await ClusterProvisioner(superuser: database.superuser).prepareOwnCluster(owner: "postgres")
        }
        #expect(error?.message.contains("SUPERUSER") == true)
    }
}
