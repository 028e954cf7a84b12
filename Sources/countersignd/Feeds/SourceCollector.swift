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
        /// Whether `cursor` is PostgreSQL's word, since the last failure of the database.
        var isKnown = false
        var cursor: String?
        /// When an event should tell of what was set aside.
        var reportDue: ContinuousClock.Instant?
        /// How often in a row the source failed; the database's failures are none.
        var sourceFailures = 0
        /// The line in the middle of which the last answers broke off, and how many in a row did so.
        var brokenLine: (sha256: [UInt8], times: Int)?
        /// Whether PostgreSQL may have it that the feed stands still.
        var mayBeBlocked = true

        /// Takes note of how the last line of an answer ended.
        ///
        /// - Returns: How often in a row the answers broke off in the middle of it.
        mutating func note(_ line: FeedLine?) -> Int {
            guard let line, !line.isFinished else {
                brokenLine = nil
                return 0
            }
            let times = brokenLine?.sha256 == line.sha256 ? (brokenLine?.times ?? 0) + 1 : 1
            brokenLine = (line.sha256, times)
            return times
        }
    }

    var origin: String { source.name }

    /// How many answers in a row may break off in the middle of the same overlong line until it counts as one that has no
    /// end: a source that breaks off may do better next time.
    private static let patience = 2

    /// Collects until the task is cancelled.
    func run() async {
        var position = Position()
        var databaseFailures = 0
        while !Task.isCancelled {
            var pause: Duration
            do {
                pause = try await position.isKnown ? collect(&position) : begin(&position)
                if databaseFailures > 0 {
                    logger.notice("A feed has PostgreSQL again", metadata: ["source": "\(origin)"])
                }
                databaseFailures = 0
            } catch {
                // Whether the batch was taken is for the database to say.
                position.isKnown = false
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
    /// - Returns: How long to wait before the first question; where the feed is refused, before this is tried again.
    private func begin(_ position: inout Position) async throws(GovernanceError) -> Duration {
        let cursor = try await store.feedCursor(of: origin)
        let empty = FeedBatch(origin: origin, after: cursor, next: cursor)
        let outcome = try await store.take(empty, on: machine)
        guard outcome.kind != .refused else { return fail(outcome.message, &position) }
        position.isKnown = true
        position.cursor = outcome.cursor
        position.reportDue = due(outcome)
        position.mayBeBlocked = true
        return .zero
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
            return fail(failure.description, &position)
        case .lines(var lines, let byteCount, let isCut, let interruption):
            metrics.addFeed(origin) { $0.bytes += byteCount }
            let broken = position.note(lines.last)
            if broken > 0, broken <= Self.patience, !isCut {
                lines.removeLast()
                if lines.isEmpty {
                    return fail(interruption?.description ?? "The answer ended in the middle of a line.", &position)
                }
            }
            if lines.isEmpty {
                if let interruption { return fail(interruption.description, &position) }
                if isCut { return fail("It sends \(byteCount) bytes and more without a line.", &position) }
                if position.mayBeBlocked {
                    try await store.clearBlock(of: origin, at: position.cursor)
                    position.mayBeBlocked = false
                }
                succeed(&position)
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
        if outcome.kind == .refused { return fail(outcome.message, &position) }
        if !outcome.message.isEmpty {
            logger.warning("\(outcome.message)", metadata: ["source": "\(origin)"])
        }
        let hasMoved = outcome.cursor != position.cursor
        position.cursor = outcome.cursor
        position.reportDue = outcome.unreported == 0 ? nil : position.reportDue ?? due(outcome)
        position.mayBeBlocked = outcome.kind == .moved || !hasMoved
        if !hasMoved, outcome.inserted == 0, outcome.duplicates == 0 {
            return fail("Its next line cannot be read and names no cursor.", &position)
        }
        succeed(&position)
        // A source that only repeats itself is not asked without a pause.
        return isCut && hasMoved && outcome.inserted > 0 ? .zero : pace.pause()
    }

    /// Has an event tell of what was set aside since the last one.
    private func report(_ position: inout Position) async throws(GovernanceError) {
        guard let due = position.reportDue, due <= .now else { return }
        let empty = FeedBatch(origin: origin, after: position.cursor, next: position.cursor)
        position.reportDue = self.due(try await store.take(empty, on: machine))
    }

    private func succeed(_ position: inout Position) {
        metrics.addFeed(origin) { $0.succeed() }
        if position.sourceFailures > 0 {
            logger.notice("A feed is collected again", metadata: ["source": "\(origin)"])
        }
        position.sourceFailures = 0
    }

    private func fail(_ reason: String, _ position: inout Position) -> Duration {
        metrics.addFeed(origin) { $0.consecutiveFailures += 1 }
        position.sourceFailures += 1
        if position.sourceFailures == 1, !Task.isCancelled {
            logger.warning("A feed cannot be collected", metadata: ["source": "\(origin)", "reason": "\(reason)"])
        }
        return pace.retry(afterFailures: position.sourceFailures)
    }
}
