// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Connection {
        static let title: DisplayText = "How this console reached its database"
        static let about: DisplayText = "Without secrets: passwords are never shown, recorded or copied."
        static let trail: DisplayText = "The trail"
        static let sources: DisplayText = "Sources configured"
        static let state: DisplayText = "State"
        static let connecting: DisplayText = "◌ connecting"
        static let answers: DisplayText = "● answers"
        static let environment: DisplayText = "Environment"
        static let server: DisplayText = "PostgreSQL"
        static let schema: DisplayText = "Schema"
        static let writes: DisplayText = "Writes"
        static let taken: DisplayText = "✓ taken"
        static let refused: DisplayText = "✗ READ-ONLY: this server takes no writes"
        static let database: DisplayText = "Database"
        static let login: DisplayText = "Login"
        static let cluster: DisplayText = "Cluster id"
        static let address: DisplayText = "Address"
        static let host: DisplayText = "Reached by"
        static let socket: DisplayText = "a socket of this machine"
        static let encryption: DisplayText = "Encryption"
        static let notEncrypted: DisplayText = "none"
        static let sealed: DisplayText = "Sealed"
        static let unrecorded: DisplayText = "Not recorded"
        static let unrecordedEffect: DisplayText =
            """
            Whoever rolls back their own transaction undoes the attempt with everything it did: nothing governed \
            happened. Each governed call draws a number that no rollback returns, and the gaps are counted here. A call \
            that is under way counts until it ends; a server crash may add up to 32.
            """
        static let asking: DisplayText = "asking …"

        static func lost(_ since: Timestamp, now: Timestamp, reason: String) -> DisplayText {
            "! no answer since \(since.clockText) UTC (\(since.ageText(now: now))): \(reason)"
        }
        static func version(_ version: Int) -> DisplayText { "version \(version)" }
        static func sealedTo(_ head: Int64) -> DisplayText { "#\(head), every number before it given once" }
        static func attempts(_ count: Int64) -> DisplayText {
            switch count {
            case 0: "✓ no attempt without a record"
            case 1: "! 1 attempt left no record"
            default: "! \(count) attempts left no record"
            }
        }
        static func health(_ source: SourceDefinition) -> DisplayText {
            let (seconds, attoseconds) = source.timeout.components
            return
                "\(source.url)\(source.healthPath)  within \(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) ms"
        }
    }

    enum Feed {
        static let reading: DisplayText = "Reading the stream …"
        static let end: DisplayText = "The beginning of this stream."
        static let noTarget: DisplayText = "no target"
        static let unstatedRole: DisplayText = "no role"
        static let retry: DisplayText = "r asks again."

        static func title(_ section: ConsoleUI.Settings.Section) -> DisplayText {
            section == .authEvents ? "Auth events" : "Control events"
        }
        static func about(_ section: ConsoleUI.Settings.Section) -> DisplayText {
            section == .authEvents
                ? """
                Who came and went, whom PostgreSQL refused, and who was registered, granted, revoked or suspended. \
                For review and governance only: nothing here is replayed, no policy is edited.
                """
                : """
                Recent history of the control plane, newest first. For review and governance only: nothing here is \
                replayed, no policy is edited.
                """
        }
        /// What the feed does not claim.
        static func limits(_ section: ConsoleUI.Settings.Section) -> DisplayText? {
            section == .authEvents
                ? """
                Limits: a plain psql session that calls no function of Countersign is known to PostgreSQL's own log \
                alone.
                """
                : """
                Limits: GitLab-backed compatibility, not an authority over GitLab. What a token holder or a proxy does \
                past Countersign is not here, nor an authority other than GitLab; a call without an answer is unknown.
                """
        }
        static func empty(_ section: ConsoleUI.Settings.Section) -> DisplayText {
            section == .authEvents
                ? "No auth event is recorded yet."
                : "No control event is recorded yet. Runner pauses and resumes, GitOps submissions and migrations come here."
        }
        static func shown(_ count: Int, hasOlder: Bool) -> DisplayText {
            hasOlder ? "newest \(count)" : count == 1 ? "1 Event" : "\(count) Events"
        }
        /// How the backend of an event is called; mock stands out, whatever case it was recorded in.
        static func backend(_ name: String, isShort: Bool = false) -> DisplayText {
            switch name.lowercased() {
            case "gitlab": isShort ? "GitLab-backed" : "GitLab-backed compatibility"
            case "mock": isShort ? " MOCK " : " MOCK, nothing was called "
            default: "backend \(name)"
            }
        }
        static func result(_ reference: String) -> DisplayText { "result \(reference)" }
        static func surface(_ surface: String) -> DisplayText { "from \(surface)" }
        static func environment(_ environment: String) -> DisplayText { "in \(environment)" }
        static func method(_ method: String) -> DisplayText { "by \(method)" }
    }
}
