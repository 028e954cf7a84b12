// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import Logging
import ServiceLifecycle

/// Probes the sources and puts every change of what can be seen into the trail.
struct CoverageRecording: Service {
    /// How often the sources are probed.
    struct Pace: Sendable, Hashable {
        var interval: Duration = .seconds(30)
        /// Until the next round where a source was found changed, since two probes in a row must agree.
        var confirmation: Duration = .seconds(3)
    }

    var client: CoverageClient
    var store: ServiceStore
    /// The machine that the probes are made on.
    var observer: String
    var pace: Pace
    var metrics: DaemonMetrics
    var logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var confirmation = CoverageConfirmation()
            while !Task.isCancelled {
                let isSettled = await round(&confirmation)
                let pause = isSettled ? pace.interval * Double.random(in: 0.8...1.2) : pace.confirmation
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// - Returns: Whether every source was found as the round before found it.
    private func round(_ confirmation: inout CoverageConfirmation) async -> Bool {
        let statuses = await client.statuses()
        guard !Task.isCancelled else { return true }
        metrics.setStatuses(statuses)
        let coverage = CoverageSummary(statuses, total: client.sources.count)
        // All of them count as seen, whatever becomes of the first one's entry.
        let confirmed = statuses.filter { confirmation.confirms($0) }
        let isSettled = confirmed.count == statuses.count
        for status in confirmed {
            do {
                try await store.recordCoverage(status, observer: observer, coverage: coverage)
            } catch {
                // The next round says it again.
                logger.info("Coverage is not recorded", metadata: ["reason": "\(error.message)"])
                return isSettled
            }
        }
        return isSettled
    }
}
