// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The review step: what exactly would be done, and its deliberate confirmation. Also shows a request for reading.
enum Review {
    /// What has the keyboard. It begins on Cancel.
    enum Focus: Sendable, Equatable {
        case cancel
        case reason
        case word
        case confirm
    }

    enum Phase: Sendable, Equatable {
        case reviewing
        case sending(token: Int)
        /// PostgreSQL answered: done or refused.
        case answered(ActionResult)
        /// Nobody can tell, or nothing was sent.
        case failed(GovernanceError)
    }

    struct State: Sendable, Equatable {
        var subject: Subject
        var focus = Focus.cancel
        /// The reason, or the note of a review.
        var reason = LineEditor()
        /// The word that confirms, as typed so far.
        var word = LineEditor()
        var phase = Phase.reviewing
        /// Lines scrolled away at the top.
        var scroll = 0
        /// The request has another manifest or another state now than the one shown.
        var hasChanged = false
        /// Why the last attempt to confirm did nothing.
        var problem: String?
        /// What PostgreSQL says of the package that a request is about to be opened for.
        var package = Loaded<PackageDossier?>()

        init(_ subject: Subject) {
            self.subject = subject
        }

        init(opening draft: RequestDraft, workflow: Workflow) {
            self.init(.opening(draft, workflow))
        }

        var request: GovernanceRequest? {
            switch subject {
            case .request(let request, _), .amending(_, let request, _): request
            case .opening, .step, .drafting, .loading, .missing: nil
            }
        }

        var isAction: Bool { subject.isAction }
        var expectedWord: String { subject.expectedWord }
        var needsReason: Bool { subject.statement != nil }

        /// The stops of Tab.
        var stops: [Focus] {
            guard isAction, phase == .reviewing else { return [.cancel] }
            return needsReason ? [.cancel, .reason, .word, .confirm] : [.cancel, .word, .confirm]
        }

        /// Where text goes that is typed on Cancel: the reason while there is none, else the word that confirms.
        var fieldToFill: Focus { needsReason && reason.isEmpty ? .reason : .word }

        /// What still stands between here and the action; nil when the confirming key will send it.
        var missingConfirmation: String? {
            if let statement = subject.statement {
                let count = reason.text.nonBlankCount
                if count < statement.minimum {
                    return statement == .note
                        ? Words.Form.required(statement.label)
                        : Words.Form.reasonTooShort(statement.label, minimum: statement.minimum, count: count)
                }
                if reason.text.trimmingSpaces.count > Form.reasonMaximum {
                    return Words.Form.tooLong(statement.label, maximum: Form.reasonMaximum)
                }
            }
            if expectedWord.isEmpty || word.text.trimmingSpaces != expectedWord {
                return Words.Review.typeTheWord(expectedWord)
            }
            return nil
        }

        /// The call, fully stated.
        var action: Console.GovernedAction? {
            let reason = reason.text.trimmingSpaces
            switch subject {
            case .opening(let draft, _): return .open(draft)
            case .request(let request, let kind?):
                switch kind {
                case .sign: return .sign(id: request.id, manifestSHA256: request.manifestSHA256)
                case .execute: return .execute(id: request.id, manifestSHA256: request.manifestSHA256)
                case .reject: return .reject(id: request.id, reason: reason)
                case .withdraw: return .withdraw(id: request.id, reason: reason)
                case .amend: return nil
                case .close: return .close(id: request.id, reason: reason)
                case .review: return .review(id: request.id, note: reason)
                }
            case .step(let step): return step.action(reason: reason)
            case .drafting(let draft):
                return .draftPackage(name: draft.name, details: draft.details, reason: draft.reason)
            case .amending(let draft, let request, _):
                return .amend(id: request.id, arguments: draft.arguments, reason: draft.reason)
            case .request(_, nil), .loading, .missing: return nil
            }
        }
    }
}
