// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How often a feed is asked.
struct FeedPace: Sendable, Hashable {
    /// Between two questions of a feed that has nothing new: the better part of what an event takes until it is visible.
    var poll: Duration = .milliseconds(500)
    /// After the first failure; it doubles with each.
    var firstRetry: Duration = .milliseconds(500)
    var longestRetry: Duration = .seconds(30)
    /// After which an event tells of what was set aside meanwhile; a little more than PostgreSQL's own minute.
    var report: Duration = .seconds(61)

    /// Scattered by a fifth, so that several feeds and daemons do not ask in step.
    func pause() -> Duration {
        poll * Double.random(in: 0.8...1.2)
    }

    /// Between half of the step and all of it.
    func retry(afterFailures failures: Int) -> Duration {
        let step = min(firstRetry * (1 << min(max(failures, 1) - 1, 16)), longestRetry)
        return step * Double.random(in: 0.5...1)
    }
}
