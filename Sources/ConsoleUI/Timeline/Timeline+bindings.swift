// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Keys for a trail of any size: going far at once, picking out, looking at the whole.
extension Console.State {
    private typealias Binding = Console.Binding

    var timelineScaleBindings: [Console.Binding] {
        jumpBindings + [
            Binding(.character(" "), label: Words.Keys.mark, command: .toggleMark),
            Binding(.character("v"), label: Words.Keys.markRange, command: .markRange),
            Binding(.character("M"), label: Words.Keys.markAll, command: .markAll),
            Binding(.character("U"), label: Words.Keys.clearMarks, command: .clearMarks),
            Binding(.character("Y"), label: Words.Keys.copyMarks, command: .copyMarks(.ids)),
            Binding(.character("i"), label: Words.Keys.histogram, command: .toggleActivity, isHint: true),
            Binding(.character("z"), label: Words.Keys.zoomIn, command: .zoomActivity(1)),
            Binding(.character("Z"), label: Words.Keys.zoomOut, command: .zoomActivity(-1)),
            Binding(.character("R"), label: Words.Keys.related, command: .showRelated(nil)),
            Binding(.character("c"), label: Words.Keys.inContext, command: .showInContext),
            Binding(.character("F"), label: Words.Keys.savedFilters, command: .listFilters),
        ]
    }

    private var jumpBindings: [Console.Binding] {
        let kinds: [(Character, Timeline.Jump.Kind)] = [
            ("e", .severity), ("d", .day), ("a", .actor), ("o", .resource),
        ]
        return kinds.flatMap { key, kind in
            let older = Timeline.Jump(kind: kind, direction: .older)
            let newer = Timeline.Jump(kind: kind, direction: .newer)
            return [
                Binding(.character(key), label: Words.Keys.jump(older), command: .jump(older)),
                Binding(
                    .character(Character(key.uppercased())), label: Words.Keys.jump(newer), command: .jump(newer)),
            ]
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
