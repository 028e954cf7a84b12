// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The histogram over the timeline.
enum Activity {
    struct State: Sendable, Equatable {
        var isShown = false
        var unit = ActivityUnit.day
        var counts = Loaded<[ActivityCount]>()
        /// The buckets that were asked for last.
        var range: Range?
    }

    /// Buckets one after the other, the newest last.
    struct Range: Sendable, Equatable {
        var unit: ActivityUnit
        /// The beginning of the first bucket.
        var start: Timestamp
        var count: Int

        /// The end of the last bucket.
        var end: Timestamp { unit.start(of: start, movedBy: count) }

        func index(of moment: Timestamp) -> Int? {
            let index = unit.distance(from: start, to: moment)
            return (0..<count).contains(index) ? index : nil
        }
    }

    /// What one column shows.
    struct Bucket: Sendable, Equatable {
        var events: Int64 = 0
        /// The highest severity, where that is high or critical.
        var alarm: Severity?
    }
}

extension Activity.State {
    /// The counts that pass the filter, by column. Where counts cannot tell, the filter is left aside.
    func buckets(_ filter: EventFilter) -> [Activity.Bucket] {
        guard let range else { return [] }
        var buckets = [Activity.Bucket](repeating: Activity.Bucket(), count: range.count)
        let isAnswered = filter.isAnsweredByActivity
        for count in counts.value ?? [] where !isAnswered || filter.matches(count) {
            guard let index = range.index(of: count.start) else { continue }
            buckets[index].events += count.events
            if count.severity >= .high { buckets[index].alarm = max(buckets[index].alarm ?? .low, count.severity) }
        }
        return buckets
    }
}
