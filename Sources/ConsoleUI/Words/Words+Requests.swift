// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Requests {
        static let title: DisplayText = "Requests"
        static let loading: DisplayText = "Reading the requests …"
        static let empty: DisplayText = "There is no request yet. Open one from Workflows (5)."
        static let waiting: DisplayText = "Waiting for you"
        static let sessions: DisplayText = "Open sessions"
        static let open: DisplayText = "Open, by expiry"
        static let closed: DisplayText = "Closed"

        static func group(_ group: ConsoleUI.Requests.Group) -> DisplayText {
            switch group {
            case .waiting: waiting
            case .session: sessions
            case .open: open
            case .closed: closed
            }
        }
        static func needs(_ slots: [WorkflowSlot]) -> DisplayText {
            "needs \(slots.map { DisplayText($0.role.title) }.joined(separator: " and "))"
        }
        static func signed(_ signatures: [RequestSignature]) -> DisplayText {
            signatures.isEmpty
                ? "nobody has signed"
                : "signed by \(signatures.map { DisplayText($0.signerName) }.joined(separator: ", "))"
        }
        static func expires(_ moment: DisplayText) -> DisplayText { "expires \(moment)" }
        static func ends(_ moment: DisplayText) -> DisplayText { "ends \(moment)" }
        static func requested(_ name: String, _ age: DisplayText) -> DisplayText { "requested by \(name) \(age)" }
    }

    enum Review {
        static let loading: DisplayText = "Reading the request …"
        static let target: DisplayText = "Target"
        static let manifest: DisplayText = "What is signed: the manifest, byte for byte"
        static let manifestHash: DisplayText = "SHA-256"
        static let signatures: DisplayText = "Signatures"
        static let missing: DisplayText = "Missing"
        static let nobody: DisplayText = "Nobody has signed yet."
        static let complete: DisplayText = "Nothing is missing."
        static let draft: DisplayText = "What will be requested"
        static let draftEffect: DisplayText =
            "PostgreSQL makes the manifest from this. Its bytes and their SHA-256 are what is signed."
        static let sending: DisplayText = "Sent to PostgreSQL. Waiting for its answer …"
        static let refusalAhead: DisplayText = "PostgreSQL will refuse this, and keep the attempt in the trail:"
        static let refused: DisplayText = "Refused"
        static let done: DisplayText = "Done"
        static let failed: DisplayText = "Not done"
        static let unknown: DisplayText = "Outcome unknown"
        static let unknownEffect: DisplayText =
            "The connection was lost during the call. Read the request again before you repeat it."
        static let cancel: DisplayText = "Cancel"
        static let close: DisplayText = "Close"
        static let changed = "The request has changed since this review began. Leave and review it again."
        static let enterDoesNotConfirm = "Enter does not confirm. Type the word, then press Ctrl-S."
        static let pasteDoesNotConfirm = "A paste does not confirm. Type it."
        static let changedBanner: DisplayText = "✗ The request has changed meanwhile. Leave and review it again."

        static func typeTheWord(_ word: String) -> String { "Type \(word) to confirm, then press Ctrl-S." }
        static func confirmLabel(_ word: String) -> DisplayText { "Type  \(word)  to confirm" }
        static func name(of kind: GovernedKind) -> DisplayText {
            switch kind {
            case .sign: "Sign"
            case .reject: "Reject"
            case .withdraw: "Withdraw"
            case .close: "Close session"
            }
        }
        static func title(_ subject: ConsoleUI.Review.Subject) -> DisplayText {
            switch subject {
            case .opening(_, let workflow): "Open: \(workflow.title)"
            case .request(let request, let kind?): "\(name(of: kind)): \(request.workflowTitle)"
            case .request(let request, nil): "\(request.workflowTitle)"
            case .loading(let id, _), .missing(let id, _): "\(id)"
            }
        }
        static func consequence(_ subject: ConsoleUI.Review.Subject) -> DisplayText {
            switch subject {
            case .opening(_, let workflow):
                "A request is opened in your name and waits for its signatures. \(workflow.condition)."
            case .request(let request, .sign):
                request.missingSlots.count > 1
                    ? "Your signature is recorded. Another one is still needed after it."
                    : "Your signature completes this request. It takes effect at once."
            case .request(_, .reject): "The request ends here, with your reason. It cannot be taken up again."
            case .request(_, .withdraw): "The request ends here. Signatures that it has are void."
            case .request(_, .close): "The session ends now, before its time."
            case .request(_, nil), .loading, .missing: ""
            }
        }
        static func confirmKey(_ subject: ConsoleUI.Review.Subject) -> DisplayText {
            switch subject {
            case .opening: "Open request  Ctrl-S"
            case .request(_, let kind?): "\(name(of: kind))  Ctrl-S"
            case .request(_, nil), .loading, .missing: ""
            }
        }
        static func more(_ count: Int) -> DisplayText { "PgDn: \(count) more" }
        static func missingRequest(_ id: String) -> DisplayText { "There is no request \(id)." }
        static func coverage(_ live: DisplayText) -> DisplayText { "\(live) live sources, recorded with the action" }
        static func recorded(_ id: String) -> DisplayText { "Recorded as \(id)" }
    }

    enum Form {
        static let reasonLabel = "Reason"
        static let reasonHelp = "At least 10 non-blank characters. It is kept in the trail."
        static let draftKept: DisplayText = "The draft is kept. Open the form again to go on with it."
        static let cancel: DisplayText = "Cancel"
        static let review: DisplayText = "Review  Ctrl-S"
        static let nothingSent: DisplayText = "Nothing is sent before the review."

        static func title(_ workflow: Workflow) -> DisplayText { "\(workflow.title)" }
        static func required(_ label: String) -> String { "\(label) is required." }
        static func tooShort(_ label: String, minimum: Int) -> String {
            "\(label) needs at least \(minimum) characters."
        }
        static func tooLong(_ label: String, maximum: Int) -> String {
            "\(label) takes at most \(maximum) characters."
        }
        static func reasonTooShort(_ label: String, minimum: Int, count: Int) -> String {
            "\(label) needs at least \(minimum) non-blank characters, it has \(count)."
        }
        static func notANumber(_ label: String) -> String { "\(label) takes a whole number." }
        static func outOfRange(_ label: String, minimum: Int?, maximum: Int?) -> String {
            switch (minimum, maximum) {
            case (let minimum?, let maximum?): "\(label) takes \(minimum) to \(maximum)."
            case (let minimum?, nil): "\(label) takes \(minimum) or more."
            case (nil, let maximum?): "\(label) takes \(maximum) or less."
            case (nil, nil): "\(label) is out of range."
            }
        }
        static func unticked(_ label: String, _ items: [String]) -> String {
            "\(label) is not complete: \(items.joined(separator: ", "))."
        }
    }

    enum Reasons {
        static let connecting = "The database has not answered yet."
        static let stale = "The database does not answer; what is shown is stale."
        static let standby = "This server takes no writes."
        static let readOnlySession = "This console was started read-only."
        static let suspended = "You are suspended."
        static let noRole = "You hold no governance role."

        static func readOnlyRole(_ roles: [GovernanceRole]) -> String {
            "\(roles.map(\.title).joined(separator: " + ")) is read-only."
        }
    }
}
