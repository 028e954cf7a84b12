// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
public import Logging
public import Postgres

/// Gives committed events their place in the sealed trail, and ends what has run out of time.
///
/// It works as `countersign_service` over a connection of its own. Several sealers do no harm: who finds another at
/// work goes home. Cancel the task that runs it to stop.
public struct Sealer: Sendable {
    /// How it goes, for those who want to show it.
    public enum Event: Sendable, Hashable {
        case connected
        /// Events were numbered, up to the head.
        case sealed(count: Int, head: Int64)
        /// The connection is lost; it goes on trying.
        case lost(String)
    }

    public var connection: Connection.Configuration
    public var logger: Logger?
    /// How long due requests and sessions may stay open past their time.
    public var expiryInterval: Duration
    /// An expiry that fails may have waited seconds for a lock, on the connection that seals: not every second again.
    private static let pauseAfterFailedExpiry: Duration = .seconds(30)

    public init(
        connection: Connection.Configuration, expiryInterval: Duration = .seconds(2), logger: Logger? = nil
    ) {
        self.connection = connection
        self.expiryInterval = expiryInterval
        self.logger = logger
        self.connection.applicationName = "countersign sealer"
        self.connection.statementTimeout = .seconds(30)
    }

    /// Seals until the task is cancelled.
    ///
    /// - Throws: `GovernanceError` for what trying again cannot help: a login that may not seal, a database without
    ///   the schema.
    public func run(_ report: @Sendable (Event) -> Void = { _ in }) async throws(GovernanceError) {
        var failures = 0
        while !Task.isCancelled {
            do {
                let connection = try await Connection.connect(connection, logger: logger)
                do {
                    report(.connected)
                    try await seal(on: connection) { event in
                        failures = 0
                        report(event)
                    }
                } catch {
                    await connection.close()
                    throw error
                }
                await connection.close()
            } catch {
                if Task.isCancelled { return }
                let reason = GovernanceError(any: error)
                guard reason.isRetryable else { throw reason }
                failures += 1
                if failures == 1 { report(.lost(reason.message)) }
                try? await Task.sleep(for: Backoff.delay(afterFailures: failures))
            }
        }
    }

    /// Seals until the task is cancelled, whatever happens: what `run` gives up on is logged and tried again later,
    /// since grants and schemas change while a program stays.
    public func runPersistently(
        retryingAfter pause: Duration = .seconds(15), _ report: @Sendable (Event) -> Void = { _ in }
    ) async {
        while !Task.isCancelled {
            do {
                try await run(report)
            } catch {
                logger?.error("The trail is not sealed", metadata: ["reason": "\(error.message)"])
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Ends what has run out of time, seals everything that is committed now and returns how many events that were; for
    /// programs that end at once.
    public func sealOnce() async throws(GovernanceError) -> Int {
        do {
            let connection = try await Connection.connect(connection, logger: logger)
            do {
                _ = await recordExpiry(on: connection, untilNone: true)
                var total = 0
                var sealed = SealPace.batch
                while sealed >= SealPace.batch {
                    sealed = try await round(on: connection).sealed
                    total += sealed
                }
                await connection.close()
                return total
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            throw GovernanceError(any: error)
        }
    }

    private func seal(on connection: Connection, _ report: (Event) -> Void) async throws {
        var pace = SealPace()
        var nextExpiry = ContinuousClock.now
        while !Task.isCancelled {
            let (sealed, head) = try await round(on: connection)
            if sealed > 0 { report(.sealed(count: sealed, head: head)) }
            if nextExpiry <= .now {
                let isDone = await recordExpiry(on: connection)
                nextExpiry = .now + (isDone ? expiryInterval : Self.pauseAfterFailedExpiry)
            }
            try await Task.sleep(for: pace.pause(afterSealing: sealed))
        }
    }

    private static let mostExpiries = 500

    /// The most that were due of a kind.
    private func expire(on connection: Connection) async throws -> Int {
        guard let row = try await connection.query(TrailStatements.expireDue(Self.mostExpiries)).first else { return 0 }
        return try (0..<3).map { try row.decode($0, as: Int.self) }.max() ?? 0
    }

    /// Records what has run out of time. A failure is logged and costs the trail nothing: sealing goes on, and whether the
    /// connection itself is lost shows there.
    private func recordExpiry(on connection: Connection, untilNone: Bool = false) async -> Bool {
        do {
            var expired = try await expire(on: connection)
            while untilNone, expired >= Self.mostExpiries { expired = try await expire(on: connection) }
            return true
        } catch {
            if !Task.isCancelled {
                logger?.warning(
                    "What has run out of time could not be recorded; trying again in \(Self.pauseAfterFailedExpiry).",
                    metadata: ["error": "\(GovernanceError(any: error).message)"])
            }
            return false
        }
    }

    private func round(on connection: Connection) async throws -> (sealed: Int, head: Int64) {
        guard let row = try await connection.query(TrailStatements.seal(SealPace.batch)).first else { return (0, 0) }
        return (try row.decode(0), try row.decode(1))
    }
}
