// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import Logging
import SourceCoverage

/// Collects the feed of one source: asks, takes, asks again. One batch at a time: nothing is read ahead of the database,
/// and whatever a source does, it holds up nobody but itself.
///
/// The cursor that counts is PostgreSQL's. It is asked for at the start and after every failure, so that this may be
/// cancelled or killed at any moment.
struct SourceCollector: Sendable {
    var source: SourceDefinition
    var client: FeedClient
    var store: ServiceStore
    /// The machine that this runs on.
    var machine: String
    var reader: FeedLineReader
    var pace: FeedPace
    var metrics: DaemonMetrics
    var logger: Logger

    /// Where it stands between two questions.
    private struct Position {
        var cursor: String?
        /// When an event should tell of what was set aside.
        var reportDue: ContinuousClock.Instant?
    }

    var origin: String { source.name }

    /// How often an answer has to break off in the middle of an overlong line until that line counts as the one that
    /// comes: a source that breaks off once may do better next time.
    private static let patience = 2

    /// Collects until the task is cancelled.
    func run() async {
        var position: Position?
        var databaseFailures = 0
        while !Task.isCancelled {
            var pause: Duration
            do {
                if var known = position {
                    pause = try await collect(&known)
                    position = known
                } else {
                    (position, pause) = try await begin()
                }
                databaseFailures = 0
            } catch {
                // Whether the batch was taken is for the database to say.
                position = nil
                databaseFailures += 1
                metrics.addFeed(origin) { $0.consecutiveFailures += 1 }
                pause = pace.retry(afterFailures: databaseFailures)
                if !Task.isCancelled, databaseFailures == 1 {
                    logger.warning(
                        "A feed waits for PostgreSQL",
                        metadata: ["source": "\(origin)", "reason": "\(error.message)"])
                }
            }
            if pause > .zero { try? await Task.sleep(for: pause) }
        }
    }

    /// Asks PostgreSQL where to go on, and has told what an earlier run left untold, before the source is asked anything:
    /// the source may be away for long.
    ///
    /// - Returns: Nil and a pause where the feed is refused.
    private func begin() async throws(GovernanceError) -> (Position?, Duration) {
        let cursor = try await store.feedCursor(of: origin)
        let empty = FeedBatch(origin: origin, after: cursor, next: cursor)
        let outcome = try await store.take(empty, on: machine)
        guard outcome.kind != .refused else { return (nil, fail(outcome.message)) }
        return (Position(cursor: outcome.cursor, reportDue: due(outcome)), .zero)
    }

    private func due(_ outcome: FeedOutcome) -> ContinuousClock.Instant? {
        outcome.unreported == 0 ? nil : .now + pace.report
    }

    /// One question and its answer.
    ///
    /// - Returns: How long to wait before the next.
    private func collect(_ position: inout Position) async throws(GovernanceError) -> Duration {
        try await report(&position)
        switch await client.lines(source, position.cursor) {
        case .failed(let failure):
            return fail(failure.description)
        case .lines(var lines, let byteCount, let isCut, let interruption):
            let failures = metrics.addFeed(origin) { feed in
                feed.bytes += byteCount
                return feed.consecutiveFailures
            }
            if interruption != nil, lines.last?.isFinished == false, failures < Self.patience { lines.removeLast() }
            if lines.isEmpty {
                if let interruption { return fail(interruption.description) }
                if isCut { return fail("It sends \(byteCount) bytes and more without a line.") }
                succeed()
                return pace.pause()
            }
            let outcome = try await take(lines[...], after: position.cursor)
            return settle(outcome, &position, isCut: isCut)
        }
    }

    private func settle(_ outcome: FeedOutcome, _ position: inout Position, isCut: Bool) -> Duration {
        metrics.addFeed(origin) { feed in
            feed.taken += outcome.inserted
            feed.duplicates += outcome.duplicates
            feed.poison += outcome.poison
        }
        if outcome.poison > 0 {
            logger.warning(
                "Lines of a feed were set aside", metadata: ["source": "\(origin)", "lines": "\(outcome.poison)"])
        }
        if outcome.kind == .refused { return fail(outcome.message) }
        if !outcome.message.isEmpty {
            logger.warning("\(outcome.message)", metadata: ["source": "\(origin)"])
        }
        let hasMoved = outcome.cursor != position.cursor
        position.cursor = outcome.cursor
        position.reportDue = outcome.unreported == 0 ? nil : position.reportDue ?? due(outcome)
        if !hasMoved, outcome.inserted == 0, outcome.duplicates == 0 {
            return fail("Its next line cannot be read and names no cursor.")
        }
        succeed()
        // A source that only repeats itself is not asked without a pause.
        return isCut && hasMoved && outcome.inserted > 0 ? .zero : pace.pause()
    }

    /// Has an event tell of what was set aside since the last one.
    private func report(_ position: inout Position) async throws(GovernanceError) {
        guard let due = position.reportDue, due <= .now else { return }
        let empty = FeedBatch(origin: origin, after: position.cursor, next: position.cursor)
        position.reportDue = self.due(try await store.take(empty, on: machine))
    }

    private func succeed() {
        let failures = metrics.addFeed(origin) { feed in
            defer { feed.succeed() }
            return feed.consecutiveFailures
        }
        if failures > 0 { logger.notice("A feed is collected again", metadata: ["source": "\(origin)"]) }
    }

    private func fail(_ reason: String) -> Duration {
        let failures = metrics.addFeed(origin) { feed in
            feed.consecutiveFailures += 1
            return feed.consecutiveFailures
        }
        if failures == 1, !Task.isCancelled {
            logger.warning("A feed cannot be collected", metadata: ["source": "\(origin)", "reason": "\(reason)"])
        }
        return pace.retry(afterFailures: failures)
    }
}
