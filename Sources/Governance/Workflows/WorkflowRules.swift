// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Explains who may do what, from what is on screen, so that a control is drawn disabled with its reason.
///
/// These rules are not a defence. The same step is checked by PostgreSQL under its locks and its clock, and only that
/// answer counts.
public struct WorkflowRules: Sendable {
    /// Who is asking; nil while it is not known.
    public var identity: Identity?
    public var store: StoreState
    public var now: Timestamp

    public init(identity: Identity?, store: StoreState, now: Timestamp) {
        self.identity = identity
        self.store = store
        self.now = now
    }

    public func availability(of action: GovernedAction) -> Availability {
        let person: Person
        switch acting() {
        case .may(let acting): person = acting
        case .mayNot(let code, let reason): return .unavailable(code, reason: reason)
        }
        if let reason = readOnlyReason(person, for: action) { return .unavailable(.roleRequired, reason: reason) }
        switch action {
        case .open(let workflow): return opening(workflow, by: person)
        case .sign(let request): return signing(request, by: person)
        case .reject(let request): return rejecting(request, by: person)
        case .withdraw(let request): return withdrawing(request, by: person)
        case .amend(let request): return amending(request, by: person)
        case .execute(let request): return executing(request, by: person)
        case .close(let request): return closing(request, by: person)
        case .review(let request): return reviewing(request, by: person)
        case .openFor(let workflow, let package): return opening(workflow, about: package, by: person)
        case .openOn(let workflow, let lease): return opening(workflow, about: lease, by: person)
        case .escalate(let lease): return escalating(lease, by: person)
        case .reviewEscalation(let duty): return reviewing(duty, by: person)
        case .draft(let package): return drafting(package, by: person)
        case .block(let package): return blocking(package, by: person)
        case .unblock(let package): return unblocking(package, by: person)
        case .setServing(let package, let isServing): return serving(package, isServing, by: person)
        }
    }

    /// What waits for the person: a signature, an execution or a review; nil where nothing does.
    public func duty(on request: GovernanceRequest) -> RequestDuty? {
        if availability(of: .sign(request)).isAvailable { return .sign }
        if availability(of: .execute(request)).isAvailable { return .execute }
        return availability(of: .review(request)).isAvailable ? .review : nil
    }

    /// Why nothing but a signature in a slot of theirs and a review is offered to whoever holds no role that mutates.
    private func readOnlyReason(_ person: Person, for action: GovernedAction) -> String? {
        guard !person.roles.isEmpty, !person.roles.contains(where: \.mutates) else { return nil }
        let roles = person.roles.map(\.title).joined(separator: " + ")
        switch action {
        case .sign, .review, .reviewEscalation: return nil
        case .open(let workflow), .openFor(let workflow, _), .openOn(let workflow, _):
            return "Opening needs \(workflow.openerRole.title); you hold \(roles)."
        case .reject, .withdraw, .amend, .execute, .close, .escalate, .draft, .block, .unblock, .setServing:
            return "\(roles) is read-only, but for a rollback's second signature and reviews."
        }
    }

    // MARK: - The session

    private enum Acting {
        case may(Person)
        case mayNot(Availability.Code, String)
    }

    private func acting() -> Acting {
        switch store {
        case .connecting:
            return .mayNot(.stale, "The database has not answered yet.")
        case .lost(let since, let reason):
            return .mayNot(.stale, "The database has not answered since \(Self.clock(since)) UTC: \(reason)")
        case .live(let facts):
            guard let identity else { return .mayNot(.stale, "Who you are is not known yet.") }
            if identity.person.isSuspended {
                return .mayNot(.suspended, "\(identity.person.displayName) is suspended.")
            }
            if let reason = identity.readOnlyReason { return .mayNot(.readOnly, reason) }
            if facts.isReadOnly { return .mayNot(.readOnly, "This server takes no writes.") }
            return .may(identity.person)
        }
    }

    // MARK: - The steps

    func opening(_ workflow: Workflow, by person: Person) -> Availability {
        guard workflow.isOffered else {
            return .unavailable(.notOffered, reason: "\(workflow.title) cannot be opened yet.")
        }
        guard person.roles.contains(workflow.openerRole) else {
            return roleRequired("Opening needs", [workflow.openerRole], person)
        }
        return .available
    }

    private func signing(_ request: GovernanceRequest, by person: Person) -> Availability {
        if let ended = ended(request) { return ended }
        if request.missingSlots.isEmpty {
            return .unavailable(.requestClosed, reason: "Every signature is there.")
        }
        let slotRoles = request.missingSlots.map(\.role) + request.signatures.map(\.role)
        guard slotRoles.contains(where: person.roles.contains) else {
            return roleRequired("Signing needs", slotRoles, person)
        }
        let isRequester = request.requester == person.login
        let selfApproval = Availability.unavailable(
            .selfApproval, reason: "You requested this; another person must approve it.")
        if isRequester, !request.missingSlots.contains(where: \.acceptsRequester) { return selfApproval }
        if request.signatures.contains(where: { $0.signer == person.login }) {
            return .unavailable(.alreadySigned, reason: "You have signed; another person must sign what is missing.")
        }
        let fitting = request.missingSlots.filter { person.roles.contains($0.role) }
        guard !fitting.isEmpty else {
            return roleRequired("The missing signature needs", request.missingSlots.map(\.role), person)
        }
        if isRequester, !fitting.contains(where: \.acceptsRequester) { return selfApproval }
        return .available
    }

    private func rejecting(_ request: GovernanceRequest, by person: Person) -> Availability {
        if let ended = ended(request) { return ended }
        if request.state == .authorized {
            return .unavailable(.requestClosed, reason: "It is authorized; a rejection comes too late.")
        }
        let roles = request.missingSlots.map(\.role) + request.signatures.map(\.role)
        guard roles.contains(where: person.roles.contains) else {
            return roleRequired("Rejecting needs", roles, person)
        }
        if request.requester == person.login {
            return .unavailable(.selfApproval, reason: "You requested this; withdraw it instead.")
        }
        return .available
    }

    private func withdrawing(_ request: GovernanceRequest, by person: Person) -> Availability {
        if let ended = ended(request) { return ended }
        guard request.requester == person.login else {
            return .unavailable(.roleRequired, reason: "Only \(request.requesterName), who requested it, can withdraw.")
        }
        return .available
    }

    private func amending(_ request: GovernanceRequest, by person: Person) -> Availability {
        if let ended = ended(request) { return ended }
        if request.state == .authorized {
            return .unavailable(.requestClosed, reason: "It is authorized; withdraw it and open another.")
        }
        guard request.requester == person.login else {
            return .unavailable(.roleRequired, reason: "Only \(request.requesterName), who requested it, can amend it.")
        }
        return .available
    }

    private func executing(_ request: GovernanceRequest, by person: Person) -> Availability {
        if let ended = ended(request) { return ended }
        guard person.roles.contains(.operator) else { return roleRequired("Executing needs", [.operator], person) }
        guard request.state == .authorized else {
            let missing = request.missingSlots.map(\.role.title).joined(separator: " + ")
            return .unavailable(.roleRequired, reason: "A signature is missing: \(missing).")
        }
        return .available
    }

    private func reviewing(_ request: GovernanceRequest, by person: Person) -> Availability {
        guard request.needsReview else {
            return .unavailable(.requestClosed, reason: "There is nothing to review.")
        }
        guard !person.roles.isEmpty else {
            return roleRequired("A review needs", GovernanceRole.allCases, person)
        }
        let isOwn =
            request.requester == person.login || (request.lease != nil && request.executedBy == person.login)
        if isOwn {
            return .unavailable(.selfApproval, reason: "It is your own doing; another person must review it.")
        }
        return .available
    }

    private func closing(_ request: GovernanceRequest, by person: Person) -> Availability {
        guard let session = request.session else {
            return .unavailable(.requestClosed, reason: "There is no session to close.")
        }
        if session.closedAt != nil {
            return .unavailable(.requestClosed, reason: "The session is closed.")
        }
        guard session.isOpen, session.expiresAt > now else {
            return .unavailable(.expired, reason: "The session ended at \(Self.clock(session.expiresAt)) UTC.")
        }
        guard request.requester == person.login || person.roles.contains(.operator) else {
            return roleRequired("Closing a session needs", [.operator], person)
        }
        return .available
    }

    // MARK: - Words

    /// Why nothing more can happen to the request; nil while it is open.
    private func ended(_ request: GovernanceRequest) -> Availability? {
        if request.state == .expired || (request.state.isOpen && request.expiresAt <= now) {
            return .unavailable(.expired, reason: "The request lapsed at \(Self.clock(request.expiresAt)) UTC.")
        }
        guard !request.state.isOpen else { return nil }
        return .unavailable(
            .requestClosed, reason: "The request is \(request.state.rawValue); nothing more can be done.")
    }

    func roleRequired(_ need: String, _ roles: [GovernanceRole], _ person: Person) -> Availability {
        let wanted = GovernanceRole.allCases.filter(roles.contains).map(\.title).joined(separator: " or ")
        let held = person.roles.map(\.title).joined(separator: ", ")
        return .unavailable(
            .roleRequired, reason: "\(need) \(wanted); you hold \(held.isEmpty ? "no role" : held).")
    }

    private static func clock(_ moment: Timestamp) -> String {
        String(moment.rfc3339.dropFirst(11).prefix(8))
    }
}
