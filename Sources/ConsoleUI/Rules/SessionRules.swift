// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// What this session may do, in words; `WorkflowRules` with what only the console knows.
struct SessionRules: Sendable, Equatable {
    var identity: Identity?
    var store: StoreState
    /// The console was started read-only.
    var isReadOnlySession: Bool
    var now: Timestamp

    private var rules: WorkflowRules { WorkflowRules(identity: identity, store: store, now: now) }

    /// Whether the header says "Mutation enabled": someone with a mutation role, on a database that takes writes.
    var isMutationEnabled: Bool {
        identity != nil && readOnlyReason == nil
    }

    /// Why the session shows READ-ONLY; nil while mutation is enabled or the person is not known yet.
    var readOnlyReason: String? {
        if isReadOnlySession { return Words.Reasons.readOnlySession }
        switch store {
        case .connecting: return Words.Reasons.connecting
        case .lost: return Words.Reasons.stale
        case .live(let facts): if facts.isReadOnly { return Words.Reasons.standby }
        }
        guard let identity else { return nil }
        if identity.person.isSuspended { return Words.Reasons.suspended }
        if let reason = identity.readOnlyReason { return reason }
        guard !identity.person.roles.isEmpty else { return Words.Reasons.noRole }
        return identity.person.roles.contains(where: \.mutates)
            ? nil : Words.Reasons.readOnlyRole(identity.person.roles)
    }

    /// Whether anything can be sent at all from this session, whoever it is.
    var canAct: Bool {
        guard !isReadOnlySession, let identity, !identity.person.isSuspended, identity.readOnlyReason == nil,
            case .live(let facts) = store
        else { return false }
        return !facts.isReadOnly
    }

    func offer(_ action: Governance.GovernedAction) -> Offer {
        if isReadOnlySession { return Offer(reason: Words.Reasons.readOnlySession, canBeAttempted: false) }
        switch rules.availability(of: action) {
        case .available: return .available
        case .unavailable(let code, let reason):
            return Offer(reason: reason, canBeAttempted: isMutationEnabled && Self.isRefusedByRule(code))
        }
    }

    func offer(_ kind: GovernedKind, on request: GovernanceRequest) -> Offer {
        switch kind {
        case .sign: offer(.sign(request))
        case .reject: offer(.reject(request))
        case .withdraw: offer(.withdraw(request))
        case .amend: offer(.amend(request))
        case .close: offer(.close(request))
        case .execute: offer(.execute(request))
        case .review: offer(.review(request))
        }
    }

    /// Whether it is about who acts, which PostgreSQL alone decides, rather than about a state that has passed.
    private static func isRefusedByRule(_ code: Availability.Code) -> Bool {
        switch code {
        case .roleRequired, .selfApproval, .alreadySigned: true
        case .requestClosed, .expired, .suspended, .readOnly, .stale, .notOffered, .notEscalated, .engineActive,
            .invalidInput:
            false
        }
    }
}

/// What can be done to a request that exists.
enum GovernedKind: String, Sendable, Hashable, CaseIterable {
    case sign
    case reject
    case withdraw
    /// States the request anew, in a form and a review of its own.
    case amend
    case close
    case execute
    /// Notes that what was done has been looked at.
    case review

    /// All but signing and executing are recorded with a reason; a review with a note. An amendment has one in its form.
    var needsReason: Bool { self != .sign && self != .execute && self != .amend }

    var key: Character {
        switch self {
        case .sign: "s"
        case .reject: "x"
        case .withdraw: "w"
        case .amend: "a"
        case .close: "c"
        case .execute: "e"
        case .review: "n"
        }
    }
}
