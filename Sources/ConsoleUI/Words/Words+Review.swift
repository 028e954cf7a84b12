// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Review {
        static let loading: DisplayText = "Reading the request …"
        static let loadingPackage: DisplayText = "Reading the package …"
        static let target: DisplayText = "Target"
        static let manifest: DisplayText = "What is signed: the manifest, byte for byte"
        static let manifestHash: DisplayText = "SHA-256"
        static let bytes: DisplayText = "The manifest's bytes"
        static let unreadable: DisplayText = "! The manifest cannot be shown in words; its bytes are below."
        static let signatures: DisplayText = "Signatures"
        static let missing: DisplayText = "Missing"
        static let needs: DisplayText = "Signed by"
        static let nobody: DisplayText = "Nobody has signed yet."
        static let complete: DisplayText = "Nothing is missing."
        static let goesBackTo: DisplayText = "Goes back to"
        static let insteadOf: DisplayText = "Instead of"
        static let noRelease: DisplayText = "There is no certified earlier release to go back to."
        static let bundle: DisplayText = "Bundle"
        static let checklist: DisplayText = "Checklist"
        static let revokes: DisplayText = "Revokes"
        static let keeps: DisplayText = "Keeps"
        static let cap: DisplayText = "Cap"
        static let present: DisplayText = "At present"
        static let minutes: DisplayText = "Minutes"
        static let packageHash: DisplayText = "Package SHA-256"
        static let serves: DisplayText = "serves traffic"
        static let servesNot: DisplayText = "does not serve traffic"
        static let command: DisplayText = "The same by the command line"
        static let draft: DisplayText = "What will be requested"
        static let amendment: DisplayText = "What will be different"
        static let voids: DisplayText = "Voids"
        static let draftPackage: DisplayText = "What will be drafted"
        static let nothingStated: DisplayText = "Nothing is changed: every detail stays as it is."
        static let noteLabel = "Note"
        static let draftEffect: DisplayText =
            "PostgreSQL makes the manifest from this. Its bytes and their SHA-256 are what is signed."
        static let underWay: DisplayText = "It was sent; its outcome is awaited. Ctrl-C leaves the console."
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
            case .amend: "Amend"
            case .close: "Close session"
            case .execute: "Execute"
            case .review: "Note a review"
            }
        }
        static func name(of step: SubjectStep) -> DisplayText {
            switch step {
            case .escalate: "Escalate"
            case .reviewEscalation: "Note a review"
            case .block: "Block"
            case .unblock: "Unblock"
            case .serve: "State that it serves"
            case .drain: "State that it is drained"
            }
        }
        static func title(_ subject: ConsoleUI.Review.Subject) -> DisplayText {
            switch subject {
            case .opening(_, let workflow): "Open: \(workflow.title)"
            case .request(let request, let kind?): "\(name(of: kind)): \(request.workflowTitle)"
            case .request(let request, nil): "\(request.workflowTitle)"
            case .step(let step): "\(name(of: step)): \(step.target)"
            case .drafting(let draft): draft.package == nil ? "Draft: \(draft.name)" : "Revise: \(draft.name)"
            case .amending(_, let request, _): "Amend: \(request.workflowTitle)"
            case .loading(let id, _), .missing(let id, _): "\(id)"
            }
        }
        static func confirmKey(_ subject: ConsoleUI.Review.Subject) -> DisplayText {
            switch subject {
            case .opening: "Open request  Ctrl-S"
            case .request(_, let kind?): "\(name(of: kind))  Ctrl-S"
            case .step(let step): "\(name(of: step))  Ctrl-S"
            case .drafting: "Draft  Ctrl-S"
            case .amending: "Amend  Ctrl-S"
            case .request(_, nil), .loading, .missing: ""
            }
        }
        static func more(_ count: Int) -> DisplayText { "PgDn: \(count) more" }
        static func missingRequest(_ id: String) -> DisplayText { "There is no request \(id)." }
        static func coverage(_ live: DisplayText) -> DisplayText { "\(live) live sources, recorded with the action" }
        static func coverageThen(_ live: DisplayText) -> DisplayText { "\(live) live sources" }
        static func recorded(_ id: String) -> DisplayText { "Recorded as \(id)" }
        static func change(from old: String?, to new: String) -> DisplayText {
            old.map { "\($0) → \(new)" } ?? "\(new)"
        }
        static func reviews(_ count: Int, isOpen: Bool) -> DisplayText {
            let recorded: DisplayText = count == 1 ? "1 recorded" : "\(count) recorded"
            guard isOpen else { return recorded }
            return count == 0 ? "! still to be reviewed by somebody else" : "\(recorded), one is open"
        }
    }
}
