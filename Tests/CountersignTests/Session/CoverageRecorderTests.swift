// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Logging
import Postgres
import Synchronization
import Testing

@testable import countersign

@Suite("B15 B22: a console on a private cluster records what its probes find")
struct CoverageRecorderTests {
    /// Sources that can be switched while they are probed.
    private final class Sources: Sendable {
        let definitions = ["Node Runtime", "Engine Runtime"].map {
            SourceDefinition(name: $0, url: "http://127.0.0.1:1")
        }
        private let states = Mutex<[SourceStatus.State]>([.live, .offline])

        func become(_ states: [SourceStatus.State]) {
            self.states.withLock { $0 = states }
        }

        var client: CoverageClient {
            CoverageClient(sources: definitions) {
                AsyncStream { continuation in
                    for (source, state) in zip(self.definitions, self.states.withLock { $0 }) {
                        continuation.yield(
                            SourceStatus(
                                source: source, state: state, message: "HTTP 200",
                                checkedAt: Timestamp(microseconds: 0)))
                    }
                    continuation.finish()
                }
            }
        }
    }

    private func store(_ name: String) throws -> ServiceStore {
        ServiceStore(
            connection: try TemporaryDatabase.required.configuration(login: "countersign_service"), name: name,
            connectionLimit: 1)
    }

    private func query(_ text: Query) async throws -> [String] {
        try await TemporaryDatabase.required.withConnection { connection in
            try await connection.query(text).map { try $0.decode(0) }
        }
    }

    /// Runs a recorder that overhears probes of `sources`.
    private func withRecorder(
        _ sources: Sources, observer: String, _ body: (CoverageClient) async throws -> Void
    ) async throws {
        let recorder = CoverageRecorder()
        let store = try store(CoverageRecorder.name)
        let task = Task {
            await recorder.run(
                store: store, observer: observer, sourceCount: sources.definitions.count,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        }
        defer { task.cancel() }
        try await body(recorder.overhearing(sources.client))
        task.cancel()
        await task.value
        await store.close()
    }

    @Test(
        "Whoever probes gets the findings as before; what two probes agree on is one event for each source",
        .temporaryDatabase)
    func records() async throws {
        let sources = Sources()
        try await withRecorder(sources, observer: "here") { client in
            try await eventually {
                #expect(await client.statuses().map(\.state) == [.live, .offline])
                return try await query(
                    "select id::text from countersign.event where detail like '%Seen from here.%'"
                ).count >= 2
            }
            let events = try await query(
                """
                select concat_ws(' ', stream, action, resource_id, coverage, actor_username) from countersign.event \
                where resource_type = 'source' and detail like '%Seen from here.%' order by resource_id
                """)
            #expect(
                events == [
                    "system SOURCE_OFFLINE Engine Runtime 1/2 countersign_service",
                    "system SOURCE_LIVE Node Runtime 1/2 countersign_service",
                ])
            sources.become([.degraded, .offline])
            try await eventually {
                _ = await client.statuses()
                return try await query(
                    """
                    select state from countersign.source_state \
                    where observer = 'here' and source = 'Node Runtime'
                    """) == ["degraded"]
            }
        }
    }

    // A daemon works on the whole database, so this has one of its own.
    @Test("While a daemon works on the database it says nothing; afterwards it goes on", .temporaryDatabase)
    func yields() async throws {
        let daemon = try store(ServiceStore.daemonName)
        _ = try await daemon.sealing()
        let sources = Sources()
        let said: Query = "select source from countersign.source_state where observer = 'beside' order by source"
        try await withRecorder(sources, observer: "beside") { client in
            // Once the recorder has connected and asked, and has nothing in hand.
            try await eventually {
                _ = await client.statuses()
                return try await query(
                    """
                    select state from pg_stat_activity where datname = current_database() \
                    and application_name = \(CoverageRecorder.name) and query like '%record_coverage_change%'
                    """) == ["idle"]
            }
            #expect(try await query(said) == [])
            await daemon.close()
            try await eventually {
                _ = await client.statuses()
                return try await query(said) == ["Engine Runtime", "Node Runtime"]
            }
        }
    }
}
