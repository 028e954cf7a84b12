// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

extension Review {
    /// What is reviewed.
    enum Subject: Sendable, Equatable {
        /// A request that does not exist yet.
        case opening(RequestDraft, Workflow)
        /// A request as it stood when the review began: what is shown is what is signed.
        case request(GovernanceRequest, GovernedKind?)
        /// A step on a package, a lease or an escalation.
        case step(SubjectStep)
        /// A package that is revised, or drafted for the first time.
        case drafting(PackageDraft)
        /// An open request that is stated anew.
        case amending(RequestDraft, GovernanceRequest, Workflow)
        /// A request that is still being fetched.
        case loading(id: String, token: Int)
        case missing(id: String, GovernanceError?)

        /// Whether something would be done, rather than only read.
        var isAction: Bool {
            switch self {
            case .opening, .step, .drafting, .amending: true
            case .request(_, let kind): kind != nil
            case .loading, .missing: false
            }
        }

        /// The word that has to be typed: the target where a package, a lease or a tenant is changed or opened, else
        /// what is done.
        var expectedWord: String {
            switch self {
            case .opening(let draft, _):
                for name in ["tenant", "package", "lease"] {
                    if case .string(let target)? = draft.arguments[name] { return target }
                }
                return "open"
            case .request(let request, let kind?):
                let target = request.packageID ?? request.lease
                switch kind {
                case .sign: return target ?? kind.rawValue
                case .execute: return request.subject ?? kind.rawValue
                case .reject, .withdraw, .amend, .close, .review: return kind.rawValue
                }
            case .step(let step): return step.target
            case .drafting(let draft): return draft.name
            case .amending(_, let request, _): return request.subject ?? GovernedKind.amend.rawValue
            case .request(_, nil), .loading, .missing: return ""
            }
        }

        /// Whether a reason or a note is stated here; nil where none is. A note takes any text.
        var statement: Statement? {
            switch self {
            case .request(_, .review?): .note
            case .request(_, let kind?): kind.needsReason ? .reason : nil
            case .step(let step): step.isNote ? .note : .reason
            case .opening, .drafting, .amending, .request(_, nil), .loading, .missing: nil
            }
        }

        /// Under which the reason is kept while it is not sent; nil where none is stated here.
        var key: String? {
            switch self {
            case .request(let request, let kind?): kind.needsReason ? "\(kind.rawValue) \(request.id)" : nil
            case .step(let step): step.key
            case .opening, .drafting, .amending, .request(_, nil), .loading, .missing: nil
            }
        }
    }

    /// What a person states in the review itself.
    enum Statement: Sendable, Equatable {
        case reason
        case note

        /// Non-blank characters that are needed.
        var minimum: Int {
            switch self {
            case .reason: Form.reasonMinimum
            case .note: 1
            }
        }

        var label: String {
            switch self {
            case .reason: Words.Form.reasonLabel
            case .note: Words.Review.noteLabel
            }
        }
    }
}
