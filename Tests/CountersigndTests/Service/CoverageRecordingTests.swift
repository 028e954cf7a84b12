// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Logging
import Postgres
import SourceCoverage
import Testing

@testable import countersignd

@Suite("B15 B22 C39: coverage changes are in the trail", .temporaryDatabase)
struct CoverageRecordingTests {
    private func events(_ database: TemporaryDatabase) async throws -> [String] {
        try await database.withConnection { connection in
            try await connection.query(
                """
                select concat_ws(' ', stream, action, resource_id, coverage, via is null, actor_username) \
                from countersign.event where resource_type = 'source' order by resource_id, id
                """
            ).map { try $0.decode(0) }
        }
    }

    @Test("Two probes that agree are one event for each source, however often they agree and whoever else says so")
    func changes() async throws {
        try await FeedDesk.with { desk in
            let live = try FeedServer()
            let sources = [
                SourceDefinition(name: "Node Runtime", url: live.url),
                SourceDefinition(name: "Engine Runtime", url: "http://127.0.0.1:1", timeout: .seconds(10)),
            ]
            func recording() -> CoverageRecording {
                var pace = CoverageRecording.Pace()
                pace.interval = .milliseconds(20)
                pace.confirmation = .milliseconds(20)
                return CoverageRecording(
                    client: .probing(sources), store: desk.store, observer: "host", pace: pace, metrics: desk.metrics,
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            }
            let tasks = [recording(), recording()].map { recording in Task { try await recording.run() } }
            try await eventually { try await events(desk.database).count >= 2 }
            // A coverage of 1/2 is known to later rounds only where each was taken from a whole round.
            #expect(
                try await events(desk.database) == [
                    "system SOURCE_OFFLINE Engine Runtime 1/2 t countersign_service",
                    "system SOURCE_LIVE Node Runtime 1/2 t countersign_service",
                ])
            for task in tasks { task.cancel() }
            for task in tasks { _ = await task.result }
            #expect(desk.metrics.statuses.map(\.state) == [.live, .offline])
        }
    }

    @Test("One probe that differs from its neighbours is no change")
    func confirmation() {
        var confirmation = CoverageConfirmation()
        let source = SourceDefinition(name: "A", url: "http://127.0.0.1:1")
        let answers = ([.live, .live, .offline, .live, .live, .offline, .offline] as [SourceStatus.State]).map {
            state in
            confirmation.confirms(
                SourceStatus(source: source, state: state, message: "", checkedAt: Timestamp(microseconds: 0)))
        }
        #expect(answers == [false, true, false, false, true, false, true])
    }
}
