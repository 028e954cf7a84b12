// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Jump {
        static let stopped: DisplayText = "The search was stopped."
        static let noNeighbours: DisplayText = "This event is not among those on the timeline; c shows it there."
        static let noOlder: DisplayText = "No older event is in memory yet."
        static let noNewer: DisplayText = "There is no newer event here."

        static func none(_ jump: ConsoleUI.Timeline.Jump) -> DisplayText {
            let side: DisplayText = jump.direction == .older ? "older" : "newer"
            return switch jump.kind {
            case .severity: "There is no \(side) event of severity high or critical here."
            case .day: "There is no event of \(jump.direction == .older ? "an earlier" : "a later") day here."
            case .actor: "There is no \(side) event of the same actor here."
            case .resource: "There is no \(side) event of the same resource here."
            }
        }
        static func lacks(_ kind: ConsoleUI.Timeline.Jump.Kind) -> DisplayText {
            kind == .actor ? "This event names no actor." : "This event names no resource."
        }
        static func noTime(_ text: String) -> DisplayText { "\(text) is no time; write \(EventFilter.placeForms)." }
        static func nothingBefore(_ moment: Timestamp) -> DisplayText {
            "Nothing was recorded at \(moment.fullText) \(moment.zoneText) or before it."
        }
        static func looking(_ searched: Timestamp?) -> DisplayText {
            guard let searched else { return "Looking through the trail …   Esc stops" }
            return "Looking; searched as far as \(searched.fullText) \(searched.zoneText) …   Esc stops"
        }
    }

    enum Marks {
        static let rangeBegins: DisplayText = "A range begins here: move, then v marks all up to there."
        static let rangeLost: DisplayText = "Where the range began is no longer in memory; begin it again."
        static let nothingToCopy: DisplayText = "There is nothing to copy here."
        static let full: DisplayText =
            "\(ConsoleUI.Timeline.Marks.limit) events are marked, which is the most; :export writes more to a file."

        static func marked(_ count: Int) -> DisplayText { count == 1 ? "1 marked" : "\(count) marked" }
        static func cleared(_ count: Int) -> DisplayText {
            count == 1 ? "1 mark was taken away." : "\(count) marks were taken away."
        }
        static func copied(_ ids: [String], _ form: ConsoleUI.Timeline.CopyForm) -> DisplayText {
            let what: DisplayText = form == .ids ? "id" : "event"
            let sample = ids.prefix(2).map { DisplayText($0).truncated(to: 22, at: .middle) }.joined(separator: ", ")
            let rest = ids.count > 2 ? " and \(ids.count - 2) more" as DisplayText : ""
            return "\(ids.count) \(what)\(ids.count == 1 ? "" : "s") copied: \(sample)\(rest)"
        }
        static func copiedJSON(_ id: String) -> DisplayText { "Copied as JSON: \(id)" }
        static func copiedField(_ name: String) -> DisplayText { "Copied: \(name)" }
        static func noField(_ name: String) -> DisplayText { "An event has no field \(name). Tab completes them." }
        static func emptyField(_ name: String) -> DisplayText { "This event has no \(name)." }
        static func tooLarge(_ bytes: Int) -> DisplayText {
            "\(bytes) bytes are more than goes through a terminal (56,000); mark fewer, or :export them to a file."
        }
    }

    enum Activity {
        static let loading: DisplayText = "Counting …"
        static let unfiltered: DisplayText = "whole trail: counts know streams and severities alone"
        static let keys: DisplayText = "z closer  Z wider  i hide"
        static let closest: DisplayText = "Hours are as close as it gets."
        static let widest: DisplayText = "Months are as wide as it gets."

        static func title(_ unit: ActivityUnit) -> DisplayText { "Events per \(unit.rawValue)" }
        static func shown(_ total: Int64, most: Int64, _ unit: ActivityUnit) -> DisplayText {
            "\(total) shown, at most \(most) in one \(unit.rawValue)"
        }
        /// Buckets are those of UTC, whatever zone is shown.
        static func bucket(_ start: Timestamp, _ unit: ActivityUnit) -> DisplayText {
            let text = start.rfc3339
            return switch unit {
            case .hour: DisplayText(String(text.prefix(10) + " " + text.dropFirst(11).prefix(2)) + "h UTC")
            case .day: DisplayText(String(text.prefix(10)))
            case .month: DisplayText(String(text.prefix(7)))
            }
        }
    }

    enum Filters {
        static let title: DisplayText = "Saved filters"
        static let loading: DisplayText = "Reading the saved filters …"
        static let none: DisplayText = "No filter is saved yet. Apply one with /, then :filter save NAME keeps it."
        static let nothingToSave: DisplayText = "No filter applies now; / makes one."

        static func saved(_ name: String) -> DisplayText { "The filter is saved as \(name)." }
        static func deleted(_ name: String) -> DisplayText { "The filter \(name) is deleted." }
        static func unknown(_ name: String) -> DisplayText { "There is no filter \(name); :filters lists all." }
        static func noName(_ name: String) -> DisplayText {
            "\(name) cannot name a filter: 1 to \(SavedFilter.maximumNameLength) letters, digits, dots, - and _."
        }
    }

    enum Export {
        static let noFormat: DisplayText = "The file's name must end in .jsonl or .csv."
        static let oneAtATime: DisplayText = "An export is still being written; Esc stops it."
        static let stopping: DisplayText = "Stopping the export …"
        static let stopped: DisplayText = "The export was stopped; no file was left."

        static func writing(_ path: String, _ count: Int) -> DisplayText {
            "Writing \(path): \(count) events …   Esc stops"
        }
        static func done(_ receipt: ExportReceipt) -> DisplayText {
            let count = receipt.summary.count
            let events: DisplayText = count == 1 ? "1 event" : "\(count) events"
            return "\(events) in \(receipt.path), recorded as \(receipt.eventID ?? "?")"
        }
    }

    enum Zone {
        static let unknown: DisplayText = "This machine's zone is UTC."
        static func shown(_ name: DisplayText) -> DisplayText { "Times are shown in \(name)." }
    }
}
