// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The review step: what exactly would be done, and its deliberate confirmation. Also shows a request for reading.
enum Review {
    /// What is reviewed.
    enum Subject: Sendable, Equatable {
        /// A request that does not exist yet.
        case opening(RequestDraft, Workflow)
        /// A request as it stood when the review began: what is shown is what is signed.
        case request(GovernanceRequest, GovernedKind?)
        /// A request that is still being fetched.
        case loading(id: String, token: Int)
        case missing(id: String, GovernanceError?)
    }

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

        init(_ subject: Subject) {
            self.subject = subject
        }

        init(opening draft: RequestDraft, workflow: Workflow) {
            self.init(.opening(draft, workflow))
        }

        var request: GovernanceRequest? {
            if case .request(let request, _) = subject { request } else { nil }
        }

        /// Whether something would be done, rather than only read.
        var isAction: Bool {
            switch subject {
            case .opening: true
            case .request(_, let kind): kind != nil
            case .loading, .missing: false
            }
        }

        /// The word that has to be typed: the target where there is one to open, else what is done.
        var expectedWord: String {
            switch subject {
            case .opening(let draft, _):
                for name in ["tenant", "package", "lease"] {
                    if case .string(let target)? = draft.arguments[name] { return target }
                }
                return "open"
            case .request(_, let kind): return kind?.rawValue ?? ""
            case .loading, .missing: return ""
            }
        }

        var needsReason: Bool {
            if case .request(_, let kind?) = subject { kind.needsReason } else { false }
        }

        /// The stops of Tab.
        var stops: [Focus] {
            guard isAction, phase == .reviewing else { return [.cancel] }
            return needsReason ? [.cancel, .reason, .word, .confirm] : [.cancel, .word, .confirm]
        }

        /// Where text goes that is typed on Cancel: the reason while there is none, else the word that confirms.
        var fieldToFill: Focus { needsReason && reason.isEmpty ? .reason : .word }

        /// What still stands between here and the action; nil when the confirming key will send it.
        var missingConfirmation: String? {
            if needsReason, reason.text.nonBlankCount < Form.reasonMinimum {
                return Words.Form.reasonTooShort(
                    Words.Form.reasonLabel, minimum: Form.reasonMinimum, count: reason.text.nonBlankCount)
            }
            if expectedWord.isEmpty || word.text.trimmingSpaces != expectedWord {
                return Words.Review.typeTheWord(expectedWord)
            }
            return nil
        }

        /// The call, fully stated.
        var action: Console.GovernedAction? {
            switch subject {
            case .opening(let draft, _): return .open(draft)
            case .request(let request, let kind?):
                let reason = reason.text.trimmingSpaces
                switch kind {
                case .sign: return .sign(id: request.id, manifestSHA256: request.manifestSHA256)
                case .reject: return .reject(id: request.id, reason: reason)
                case .withdraw: return .withdraw(id: request.id, reason: reason)
                case .close: return .close(id: request.id, reason: reason)
                }
            case .request(_, nil), .loading, .missing: return nil
            }
        }
    }
}
