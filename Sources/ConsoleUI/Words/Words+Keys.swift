// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Keys {
        static let open: DisplayText = "Open request"
        static let show: DisplayText = "Show"
        static let review: DisplayText = "Review"
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
        static let filter = "EXPR: filter the timeline; alone it clears the filter"
        static let open = "WORKFLOW: the form of a workflow"
        static let follow = "follow new events, or stop"
        static let refresh = "ask everything anew"
        static let pause = "pause or resume the auto-refresh"
        static let theme = "NAME: use a theme"
        static let help = "the keys of this screen"
        static let quit = "leave the console"
        static let needsEvent = "event needs an id, e.g. :event audit_0198c0de-…"
        static let needsRequest = "request needs an id, e.g. :request req_0198c0de-…"
        static let needsWorkflow = "open needs a workflow, e.g. :open break-glass-admin-session"
        static let needsTheme = "theme needs a name; Tab completes it"
        static let keys: DisplayText = "Tab complete   ↑ history   ↵ run   Esc leave"

        static func takesNothing(_ name: String) -> String { "\(name) takes nothing after its name." }
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
