// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Testing

@Suite("Losing the database", .timeLimit(.minutes(5)))
struct StoreMonitorTests {
    @Test("the store says when the database is gone and when it is back, and goes on by itself")
    func lostAndBack() async throws {
        let server = try await TestServer.start()
        do {
            let database = try await TemporaryDatabase.empty(on: server)
            try await ClusterProvisioner(superuser: database.superuser).prepareDemonstration()
            try await database.withStore(as: .operator1) { store in
                var states = store.storeStates().makeAsyncIterator()
                var state = await states.next()
                while let present = state, !present.isLive { state = await states.next() }
                #expect(state?.isLive == true)
                #expect(try await store.audit.page(EventQuery()).events.isEmpty == false)

                await server.kill()
                while let present = state, present.isLive { state = await states.next() }
                guard case .lost(_, let reason)? = state else {
                    Issue.record("expected a lost database, not \(String(describing: state))")
                    return
                }
                #expect(!reason.isEmpty)
                // not before: a session outlives its postmaster by a moment, and what is cut off in one is unsettled
                let error = await #expect(throws: GovernanceError.self) {
                    try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
                }
                #expect(error?.code == .unavailable)

                try await server.restart()
                while let present = state, !present.isLive { state = await states.next() }
                #expect(state?.isLive == true)
                let opened = try await store.workflow.open(BreakGlassTests.draft(), BreakGlassTests.context)
                #expect(opened.outcome == .succeeded)
            }
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }

    @Test("where nobody ever answers, that is said too")
    func nobody() async throws {
        let server = try await TestServer.start()
        let database = TemporaryDatabase(server: server, name: "nowhere")
        await server.stop()
        try await database.withStore(as: .operator1) { store in
            var states = store.storeStates().makeAsyncIterator()
            var state = await states.next()
            #expect(state == .connecting)
            while state == .connecting { state = await states.next() }
            guard case .lost? = state else {
                Issue.record("expected a lost database, not \(String(describing: state))")
                return
            }
            let error = await #expect(throws: GovernanceError.self) { try await store.connect() }
            #expect(error?.code == .unavailable)
        }
    }
}

extension StoreState {
    fileprivate var isLive: Bool {
        if case .live = self { true } else { false }
    }
}
