// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Keys {
        static let open: DisplayText = "Open request"
        static let show: DisplayText = "Show"
        static let read: DisplayText = "Read"
        static let override: DisplayText = "Open override"
        static let escalate: DisplayText = "Escalate"
        static let nextFilter: DisplayText = "Show others"
        static let copyName: DisplayText = "Copy name"
        static let copyCommand: DisplayText = "Copy command"
        static let everyField: DisplayText = "Every field"
        static let nextPanel: DisplayText = "Next panel"
        static let previousPanel: DisplayText = "Previous panel"
        static let filter: DisplayText = "Filter"
        static let follow: DisplayText = "Follow"
        static let stopFollowing: DisplayText = "Stop following"
        static let copyID: DisplayText = "Copy id"
        static let copyURL: DisplayText = "Copy URL"
        static let down: DisplayText = "Down"
        static let up: DisplayText = "Up"
        static let pageDown: DisplayText = "Page down"
        static let pageUp: DisplayText = "Page up"
        static let first: DisplayText = "First, newest"
        static let last: DisplayText = "Last"
        static let refresh: DisplayText = "Refresh"
        static let pause: DisplayText = "Pause auto-refresh"
        static let resume: DisplayText = "Resume auto-refresh"
        static let back: DisplayText = "Back, or stop what runs"
        static let commandLine: DisplayText = "Command line"
        static let help: DisplayText = "Help"
        static let quit: DisplayText = "Quit"
        static let mark: DisplayText = "Mark, or unmark"
        static let markRange: DisplayText = "Mark a range"
        static let markAll: DisplayText = "Mark all that were read"
        static let clearMarks: DisplayText = "Take all marks away"
        static let copyMarks: DisplayText = "Copy the marked ids"
        static let histogram: DisplayText = "Histogram"
        static let zoomIn: DisplayText = "Histogram: shorter buckets"
        static let zoomOut: DisplayText = "Histogram: longer buckets"
        static let related: DisplayText = "Related events"
        static let inContext: DisplayText = "In context, without the filter"
        static let savedFilters: DisplayText = "Saved filters"
        static let toggleTerm: DisplayText = "Switch the filter's last term off, or all on"
        static let localTimes: DisplayText = "Local times"
        static let utcTimes: DisplayText = "UTC times"

        static func jump(_ jump: ConsoleUI.Timeline.Jump) -> DisplayText {
            let side: DisplayText = jump.direction == .older ? "Older" : "Newer"
            return switch jump.kind {
            case .severity: "\(side), high or critical"
            case .day: "\(side), another day"
            case .actor: "\(side), same actor"
            case .resource: "\(side), same resource"
            }
        }
        static let forward: DisplayText = "Forward again"
        static let mouse: DisplayText = "Release the mouse, or take it"
        static let nextEngine: DisplayText = "Next engine"
        static let previousEngine: DisplayText = "Previous engine"
        static let copyHash: DisplayText = "Copy id or manifest hash"
    }

    enum Commands {
        static let overview = "everything at a glance"
        static let timeline = "the audit timeline"
        static let sources = "the local services"
        static let packages = "the deployment packages"
        static let workflows = "the workflow catalog"
        static let requests = "privileged requests"
        static let event = "ID: one event with every field"
        static let request = "ID: one request"
        static let filter =
            "EXPR: filter the timeline (-term negates); alone clears; save, use or delete NAME"
        static let open = "WORKFLOW: the form of a workflow"
        static let follow = "follow new events, or stop"
        static let refresh = "ask everything anew"
        static let pause = "pause or resume the auto-refresh"
        static let theme = "NAME: use a theme"
        static let goTo = "TIME: the events of a time, e.g. -2h, yesterday, 2026-03-01"
        static let copy = "ids or jsonl of the marks, or a FIELD of the event"
        static let related = "events of the same request, package, principal, resource …"
        static let export = "FILE: write what the filter passes to FILE.jsonl or .csv"
        static let exportOver = "FILE: the same, over a file that is there"
        static let filters = "the saved filters"
        static let histogram = "how much was recorded when"
        static let zone = "UTC or local times"
        static let settings = "identity, grants, connection, keys, themes, control and auth events"
        static let help = "the keys of this screen"
        static let quit = "leave the console"
        static let back = "the place before, or stop what runs"
        static let forward = "forward again"
        static let mouse = "release the mouse, or take it"
        static let needsEvent = "event needs an id, e.g. :event audit_0198c0de-…"
        static let needsRequest = "request needs an id, e.g. :request req_0198c0de-…"
        static let needsWorkflow = "open needs a workflow, e.g. :open break-glass-admin-session"
        static let needsTime = "goto needs a time: \(EventFilter.placeForms)"
        static let needsField = "copy needs ids, jsonl, json or a field's name; Tab completes it"
        static let needsFile = "export needs a file, e.g. :export refusals.csv"
        static let needsRelation =
            "related takes correlation, request, package, principal, subject, resource or standing"
        static let needsTheme = "theme needs a name; Tab completes it"
        static let keys: DisplayText = "Tab complete   ↑ history   Ctrl-R search   ↵ run   Esc leave"

        static func takesNothing(_ name: String) -> String { "\(name) takes nothing after its name." }
        static func noSuchHistory(_ text: String) -> String { "No earlier line holds \(text)." }
        static func unknown(_ name: String) -> String { "There is no command \(name). Tab lists all." }
        static func ambiguous(_ name: String, _ candidates: [String]) -> String {
            "\(name) could be \(candidates.joined(separator: ", "))."
        }
    }

    enum Hints {
        static let choose: DisplayText = "Choose"
        static let run: DisplayText = "Run"
        static let leave: DisplayText = "Leave"
        static let leaveDraft: DisplayText = "Leave, the draft is kept"
        static let nextField: DisplayText = "Next field"
        static let review: DisplayText = "Review"
        static let confirm: DisplayText = "Confirm"
        static let applyFilter: DisplayText = "Apply"
        static let back: DisplayText = "Back"
        static let scroll: DisplayText = "Scroll"
        static let close: DisplayText = "Close"
        static let itsRequest: DisplayText = "Its request"
        static let itsEvent: DisplayText = "Its event"
        static let delete: DisplayText = "Delete"
        static let complete: DisplayText = "Complete"
        static let history: DisplayText = "Earlier filters"
        static let neighbours: DisplayText = "Older, newer"
        static let related: DisplayText = "Related"
        static let context: DisplayText = "In context"
        static let copyJSON: DisplayText = "Copy JSON"
    }

    enum Help {
        static let title: DisplayText = "Keys"
        static let search: DisplayText = "type to search"
        static let nothing: DisplayText = "No key matches."
    }

    enum Notices {
        static let copied: DisplayText = "Copied to the clipboard."
        static let notCopied: DisplayText = "The terminal took no copy."
        static let refreshing: DisplayText = "Asking everything anew."
        static let paused: DisplayText = "Auto-refresh is paused."
        static let resumed: DisplayText = "Auto-refresh runs every 30 seconds."
        static let pasteRefused: DisplayText = "Pasted text was dropped: there is no text field here to take it."
        static let pasteCut: DisplayText = "The paste was cut: its end did not come, or it was too long."
        static let nothingAhead: DisplayText = "There is no place to go forward to."
        static let needsDatabase: DisplayText = "That is not in memory, and the database does not answer."

        static func theme(_ name: String) -> DisplayText { "Theme \(name)" }
        static func unavailable(_ label: DisplayText, _ reason: DisplayText) -> DisplayText {
            "\(label) is not possible: \(reason)"
        }
        static func noSuchWorkflow(_ key: String) -> DisplayText { "There is no workflow \(key). Tab completes keys." }
    }

    enum Footer {
        static func sealed(_ head: Int64) -> DisplayText { "trail sealed #\(head)" }
        static func unrecorded(_ count: Int64) -> DisplayText {
            count == 1 ? "1 attempt left no record" : "\(count) attempts left no record"
        }
    }

    static func tooSmall(_ size: Size) -> [DisplayText] {
        [
            "Countersign needs 60×15.", "This terminal has \(size.width)×\(size.height).",
            "Make it larger, or press q.",
        ]
    }
}
