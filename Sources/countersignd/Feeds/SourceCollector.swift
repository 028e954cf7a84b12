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

    private var origin: String { source.name }

    /// Collects until the task is cancelled.
    func run() async {
        var position: Position?
        var databaseFailures = 0
        while !Task.isCancelled {
            var pause: Duration
            do {
                var known: Position
                if let position {
                    known = position
                } else {
                    known = Position(cursor: try await store.feedCursor(of: origin))
                }
                pause = try await collect(&known)
                position = known
                databaseFailures = 0
            } catch {
                // Whether the batch was taken is for the database to say.
                position = nil
                databaseFailures += 1
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

    /// One question and its answer.
    ///
    /// - Returns: How long to wait before the next.
    private func collect(_ position: inout Position) async throws(GovernanceError) -> Duration {
        switch await client.lines(source, position.cursor) {
        case .failed(let failure):
            return fail(failure.description)
        case .lines(let lines, let byteCount, let isCut, let interruption):
            metrics.addFeed(origin) { $0.bytes += byteCount }
            if lines.isEmpty {
                if let interruption { return fail(interruption.description) }
                if isCut { return fail("It sends \(byteCount) bytes and more without a line end.") }
                try await report(&position)
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
        let hasMoved = outcome.cursor != position.cursor
        position.cursor = outcome.cursor
        if outcome.unreported == 0 {
            position.reportDue = nil
        } else if position.reportDue == nil {
            position.reportDue = .now + pace.report
        }
        if !hasMoved, outcome.inserted == 0, outcome.duplicates == 0 {
            return fail("Its next line cannot be read and names no cursor.")
        }
        succeed()
        // A source that only repeats itself is not asked without a pause.
        return isCut && hasMoved && outcome.inserted > 0 ? .zero : pace.pause()
    }

    /// Takes lines; where PostgreSQL cannot take a value, it is looked for by halves and its line set aside.
    private func take(
        _ lines: ArraySlice<FeedLine>, after: String?
    ) async throws(GovernanceError) -> FeedOutcome {
        var batch = FeedBatch(origin: origin, after: after, lines: lines, reader: reader)
        do {
            return try await store.take(batch)
        } catch {
            guard error.code == .invalidInput else { throw error }
            guard let middle = FeedBatch.cut(lines, reader: reader) else {
                guard !batch.records.isEmpty else { throw error }
                batch.setAside(lines, reader: reader, reason: error.message)
                return try await store.take(batch)
            }
            let first = try await take(lines[..<middle], after: after)
            guard first.kind == .taken else { return first }
            return first + (try await take(lines[middle...], after: first.cursor))
        }
    }

    /// Has an event tell of what was set aside since the last one.
    private func report(_ position: inout Position) async throws(GovernanceError) {
        guard let due = position.reportDue, due <= .now else { return }
        position.reportDue = nil
        let empty = FeedBatch(origin: origin, after: position.cursor, next: position.cursor)
        if try await store.take(empty).unreported > 0 { position.reportDue = .now + pace.report }
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
