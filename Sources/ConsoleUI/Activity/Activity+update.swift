// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    mutating func toggleActivity() -> [Console.Effect] {
        timeline.activity.isShown.toggle()
        return timeline.activity.isShown ? loadActivity() : [.cancel(.activity)]
    }

    /// Shorter buckets, or longer ones.
    mutating func zoomActivity(by delta: Int) -> [Console.Effect] {
        guard timeline.activity.isShown else { return toggleActivity() }
        let units = ActivityUnit.allCases
        let index = (units.firstIndex(of: timeline.activity.unit) ?? 0) - delta
        guard units.indices.contains(index) else {
            inform(delta > 0 ? Words.Activity.closest : Words.Activity.widest)
            return []
        }
        timeline.activity.unit = units[index]
        return loadActivity()
    }

    /// Asks for the counts that the view has columns for, those around the reader among them.
    mutating func loadActivity() -> [Console.Effect] {
        guard timeline.activity.isShown, isLive else { return [] }
        let range = wantedActivity
        timeline.activity.range = range
        let token = newToken()
        timeline.activity.counts.token = token
        let query = ActivityQuery(unit: range.unit, since: range.start, until: range.end)
        return [.loadActivity(query, token: token)]
    }

    /// After whatever moves the reader: other counts where they have left the ones that are shown.
    mutating func followActivity() -> [Console.Effect] {
        guard timeline.activity.isShown, isLive, let range = timeline.activity.range else { return [] }
        guard let moment = timeline.selected?.recordedAt else { return [] }
        guard range.index(of: moment) == nil || range.count != activityColumns else { return [] }
        return loadActivity()
    }

    private var activityColumns: Int { max(1, Timeline.Layout(state: self).activity.width - 2) }

    /// Up to now as long as the reader is among them, else with the reader in the middle.
    private var wantedActivity: Activity.Range {
        let unit = timeline.activity.unit
        let columns = activityColumns
        var last = now
        if let moment = timeline.selected?.recordedAt, unit.distance(from: moment, to: now) >= columns {
            last = unit.start(of: moment, movedBy: columns / 2)
        }
        return Activity.Range(unit: unit, start: unit.start(of: last, movedBy: 1 - columns), count: columns)
    }

    mutating func takeActivity(_ result: Result<[ActivityCount], GovernanceError>, token: Int) {
        if timeline.activity.counts.finish(result, token: token, at: now) { noteAnswer(result) }
    }
}
