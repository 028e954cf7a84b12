// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import Logging
import Synchronization

/// Puts what a console's own probes find into the trail of a private cluster, where no daemon does.
///
/// The console probes as it likes and waits for nothing of this. PostgreSQL decides what is a change, so that two who
/// see the same say it once; a daemon that works on the database has the word alone.
final class CoverageRecorder: Sendable {
    /// What `pg_stat_activity` calls the connection that records.
    static let name = "countersign coverage"
    /// Findings that wait at most; of more the oldest are left out, and the next probe says it again.
    private static let backlog = 64

    private let listener = Mutex<AsyncStream<SourceStatus>.Continuation?>(nil)

    /// The same probes, overheard.
    func overhearing(_ client: CoverageClient) -> CoverageClient {
        CoverageClient(sources: client.sources) {
            AsyncStream { continuation in
                let round = Task {
                    for await status in client.probe() {
                        continuation.yield(status)
                        self.listener.withLock { _ = $0?.yield(status) }
                    }
                    continuation.finish()
                }
                continuation.onTermination = { _ in round.cancel() }
            }
        }
    }

    /// Records until the task is cancelled.
    ///
    /// - Parameters:
    ///   - store: Logs in as `countersign_service`, under ``name``.
    ///   - observer: The machine that the probes are made on.
    ///   - sourceCount: How many sources there are: coverage is known as soon as each has been probed.
    ///   - logger: Hears that PostgreSQL does not take it.
    func run(store: ServiceStore, observer: String, sourceCount: Int, logger: Logger) async {
        let (found, continuation) = AsyncStream<SourceStatus>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.backlog))
        listener.withLock { $0 = continuation }
        var confirmation = CoverageConfirmation()
        var latest: [SourceStatus.ID: SourceStatus] = [:]
        var isFailing = false
        for await status in found {
            latest[status.id] = status
            guard confirmation.confirms(status), latest.count >= sourceCount else { continue }
            let coverage = CoverageSummary(Array(latest.values), total: sourceCount)
            do {
                try await store.recordCoverage(status, observer: observer, coverage: coverage, isAlone: true)
                isFailing = false
            } catch {
                // The next probe says it again.
                if !isFailing, !Task.isCancelled {
                    logger.notice("coverage is not recorded", metadata: ["reason": "\(error.message)"])
                }
                isFailing = true
            }
        }
    }
}
