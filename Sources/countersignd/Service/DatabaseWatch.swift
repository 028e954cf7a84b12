// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import Logging
import ServiceLifecycle
import Synchronization

/// Asks PostgreSQL every second whether it answers, and has a private server started again where it does not.
///
/// `/healthz` and `/metrics` show what it found last: they cost the database nothing, however often they are asked.
final class DatabaseWatch: Service {
    /// What was found last.
    enum Finding: Sendable, Hashable {
        case unknown
        case answering(SealingState)
        case silent(GovernanceError.Code)
    }

    private static let interval: Duration = .seconds(1)
    /// An answer that is older than this says nothing any more: a server that hangs is given up only after some seconds.
    private static let shelfLife: Duration = .seconds(4)

    private let store: ServiceStore
    private let revive: @Sendable () async throws -> Void
    private let logger: Logger
    private let state = Mutex((finding: Finding.unknown, at: ContinuousClock.now))

    init(store: ServiceStore, revive: @escaping @Sendable () async throws -> Void, logger: Logger) {
        self.store = store
        self.revive = revive
        self.logger = logger
    }

    var finding: Finding {
        let (finding, moment) = state.withLock { $0 }
        guard case .answering = finding, moment.duration(to: .now) > Self.shelfLife else { return finding }
        return .silent(.unavailable)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.look()
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func look() async {
        do {
            enter(.answering(try await store.sealing(timeout: Self.interval)))
        } catch {
            guard !Task.isCancelled else { return }
            if case .silent(error.code) = finding {
            } else {
                logger.warning("PostgreSQL cannot be worked with", metadata: ["reason": "\(error.message)"])
            }
            enter(.silent(error.code))
            guard error.code == .unavailable else { return }
            do {
                try await revive()
            } catch {
                logger.warning("The private server does not start", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func enter(_ finding: Finding) {
        let last = state.withLock { state in
            defer { state = (finding, .now) }
            return state.finding
        }
        if case .silent = last, case .answering = finding { logger.notice("PostgreSQL answers again") }
    }
}
