// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Timeline {
    /// The keys for a trail of any size: going far at once, picking out, looking at the whole.
    static let keys: [(command: Console.Command, key: Character, label: DisplayText)] =
        jumpKeys + [
            (.toggleMark, " ", Words.Keys.mark),
            (.markRange, "v", Words.Keys.markRange),
            (.markAll, "M", Words.Keys.markAll),
            (.clearMarks, "U", Words.Keys.clearMarks),
            (.copyMarks(.ids), "Y", Words.Keys.copyMarks),
            (.toggleActivity, "i", Words.Keys.histogram),
            (.zoomActivity(1), "z", Words.Keys.zoomIn),
            (.zoomActivity(-1), "Z", Words.Keys.zoomOut),
            (.showRelated(nil), "R", Words.Keys.related),
            (.showInContext, "c", Words.Keys.inContext),
            (.toggleTerm, "x", Words.Keys.toggleTerm),
            (.listFilters, "F", Words.Keys.savedFilters),
        ]

    private static var jumpKeys: [(command: Console.Command, key: Character, label: DisplayText)] {
        let kinds: [(Character, Jump.Kind)] = [("e", .severity), ("d", .day), ("a", .actor), ("w", .resource)]
        return kinds.flatMap { key, kind -> [(command: Console.Command, key: Character, label: DisplayText)] in
            let older = Jump(kind: kind, direction: .older)
            let newer = Jump(kind: kind, direction: .newer)
            return [
                (.jump(older), key, Words.Keys.jump(older)),
                (.jump(newer), Character(key.uppercased()), Words.Keys.jump(newer)),
            ]
        }
    }
}

extension Console.State {
    var timelineScaleBindings: [Console.Binding] {
        Timeline.keys.map { entry in
            Console.Binding(
                .character(entry.key), label: entry.label, command: entry.command,
                isHint: entry.command == .toggleActivity)
        }
    }

    // MARK: Times

    /// UTC, or the zone of whoever sits there; that is asked for when it is first wanted.
    mutating func toggleZone() -> [Console.Effect] {
        guard zone == nil else {
            zone = nil
            inform(Words.Zone.shown("UTC"))
            return []
        }
        return [.learnLocalZone]
    }

    mutating func useZone(_ zone: DisplayZone) {
        guard zone != .utc else { return inform(Words.Zone.unknown) }
        self.zone = zone
        inform(Words.Zone.shown(DisplayText(zone.period(at: now).abbreviation)))
    }
}
