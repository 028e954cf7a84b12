// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import Logging
import ServiceLifecycle
import SourceCoverage

/// Collects the feeds of all sources that have one, each by itself.
struct FeedCollection: Service {
    var sources: [SourceDefinition]
    var client: FeedClient
    var store: ServiceStore
    /// The machine that this runs on.
    var machine: String
    var reader: FeedLineReader
    var pace: FeedPace
    var metrics: DaemonMetrics
    var logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for source in sources where source.feedPath != nil {
                    let collector = SourceCollector(
                        source: source, client: client, store: store, machine: machine, reader: reader, pace: pace,
                        metrics: metrics, logger: logger)
                    group.addTask { await collector.run() }
                }
                // A group that is empty must not end the daemon.
                group.addTask { while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) } }
            }
        }
    }
}
