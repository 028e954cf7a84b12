// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceStore
import Logging
import Postgres
import ServiceLifecycle

/// Seals the trail, and ends what has run out of time, for as long as the daemon runs.
struct TrailSealing: Service {
    var connection: Connection.Configuration
    var metrics: DaemonMetrics
    var logger: Logger

    func run() async throws {
        let sealer = Sealer(connection: connection, logger: logger)
        await cancelWhenGracefulShutdown {
            await sealer.runPersistently { event in
                if case .sealed(let count, _) = event { metrics.addSealed(count) }
            }
        }
    }
}
