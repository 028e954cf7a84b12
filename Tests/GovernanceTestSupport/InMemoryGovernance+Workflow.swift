// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Synchronization

/// Requests from opening to their end.
extension InMemoryGovernance {
    func workflowClient(as login: String) -> WorkflowClient {
        WorkflowClient(
            catalog: {
                try self.requireLive()
                return self.state.withLock { self.workflows($0) }
            },
            requests: { query in
                try self.requireLive()
                return self.list(query, login)
            },
            request: { identifier in
                try self.requireLive()
                return self.state.withLock { $0.requests[identifier] }.map { self.effective($0, login) }
            },
            open: { draft, context in
                try self.requireLive()
                return self.open(draft, login, context)
            },
            sign: { identifier, manifestSHA256, context in
                try self.requireLive()
                return self.sign(identifier, manifestSHA256, login, context)
            },
            reject: { identifier, reason, context in
                try self.requireLive()
                return self.end(identifier, reason, login, context, isRejection: true)
            },
            withdraw: { identifier, reason, context in
                try self.requireLive()
                return self.end(identifier, reason, login, context, isRejection: false)
            },
            amend: { identifier, arguments, reason, context in
                try self.requireLive()
                return self.amend(identifier, arguments, reason, login, context)
            },
            execute: { identifier, manifestSHA256, context in
                try self.requireLive()
                return self.execute(identifier, manifestSHA256, login, context)
            },
            review: { identifier, note, context in
                try self.requireLive()
                return identifier.hasPrefix("esc_")
                    ? self.reviewEscalation(identifier, note, login, context)
                    : self.review(identifier, note, login, context)
            },
            close: { identifier, reason, context in
                try self.requireLive()
                return self.close(identifier, reason, login, context)
            },
            expiring: { time, limit in
                try self.requireLive()
                return self.expiring(within: time, limit, login)
            })
    }

    // MARK: - Reading

    /// The catalog, with the packages there are as choices.
    private func workflows(_ state: borrowing State) -> [Workflow] {
        let names = state.dossiers.map(\.package.name)
        return state.workflows.map { workflow in
            var workflow = workflow
            for index in workflow.fields.indices where workflow.fields[index].kind == .choice {
                workflow.fields[index].choices = names
            }
            return workflow
        }
    }

    /// The request with its states by the clock, and what waits for the person.
    private func effective(_ request: GovernanceRequest, _ login: String) -> GovernanceRequest {
        let person = state.withLock { $0.people.first { $0.login == login } }
        var request = timed(request)
        request.duty = person.flatMap { rules($0).duty(on: request) }
        return request
    }

    private func timed(_ request: GovernanceRequest) -> GovernanceRequest {
        var request = request
        let moment = now()
        if request.state.isOpen, request.expiresAt <= moment { request.state = .expired }
        if let session = request.session {
            request.session?.isOpen = session.closedAt == nil && session.expiresAt > moment
            if session.closedAt == nil, session.expiresAt <= moment, request.reviewCount == 0 {
                request.needsReview = true
            }
        }
        return request
    }

    private func list(_ query: RequestQuery, _ login: String) -> [GovernanceRequest] {
        requests.map { effective($0, login) }.filter { request in
            guard query.workflowKey == nil || query.workflowKey == request.workflowKey else { return false }
            guard query.package == nil || query.package == request.packageID else { return false }
            guard query.after.map({ request.id < $0 }) ?? true else { return false }
            switch query.scope {
            case .all: return true
            case .open: return request.state.isOpen
            case .waitingForMe: return request.duty != nil
            case .waitingForOthers: return request.state.isOpen && request.duty == nil
            }
        }.prefix(max(1, min(query.limit, 1_000))).map { $0 }
    }

    private func expiring(within time: Duration, _ limit: Int, _ login: String) -> [Expiry] {
        let horizon = now().advanced(by: time)
        let open = requests.map { effective($0, login) }.compactMap { request -> Expiry? in
            if let session = request.session, session.isOpen {
                return Expiry(
                    kind: .session, id: request.id, subject: request.tenant, holder: request.requester,
                    expiresAt: session.expiresAt)
            }
            guard request.state.isOpen else { return nil }
            return Expiry(
                kind: .request, id: request.id, subject: request.subject, holder: request.requester,
                expiresAt: request.expiresAt)
        }
        return open.filter { $0.expiresAt <= horizon }.sorted { $0.expiresAt < $1.expiresAt }.prefix(limit).map { $0 }
    }

    private func rules(_ person: Person) -> WorkflowRules {
        WorkflowRules(identity: Identity(person: person), store: .live(Self.facts), now: now())
    }

    // MARK: - Acting

    private func sign(
        _ identifier: String, _ manifestSHA256: String?, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        step(.sign, identifier, login, context) { request, event, state in
            if let manifestSHA256, manifestSHA256.lowercased() != request.manifestSHA256 {
                return self.refuse(
                    event, "Approval refused", .changedSinceReview,
                    "The manifest you reviewed is not the current one. Read the request again, then sign.", &state)
            }
            guard let person = state.people.first(where: { $0.login == login }) else {
                return self.refuse(event, "Approval refused", .roleRequired, "Nobody is registered.", &state)
            }
            self.fillSlot(of: &request, by: person)
            let noun = Self.noun(of: request.workflowKey)
            let subject = request.subject ?? ""
            guard request.missingSlots.isEmpty else {
                return self.accept(event, "\(noun) request signed for \(subject)", "Signed.", &state)
            }
            guard request.workflowKey == "break-glass-admin-session" else {
                self.authorize(&request, &state)
                return self.accept(
                    event, "\(noun) request approved for \(subject)", "Authorized: all signatures are present.", &state)
            }
            return self.openSession(&request, event, &state)
        }
    }

    private func openSession(
        _ request: inout GovernanceRequest, _ event: AuditEvent, _ state: inout State
    ) -> ActionResult {
        let moment = now()
        let minutes = Int(Self.text(state.arguments[request.id]?["minutes"]) ?? "60") ?? 60
        request.state = .executed
        request.session = PrivilegedSession(
            openedAt: moment, expiresAt: moment.advanced(by: .seconds(minutes * 60)), isOpen: true)
        _ = accept(event, "Break-glass request approved for \(request.tenant ?? "")", "", &state)
        var opened = event
        opened.action = "OPEN_SESSION"
        opened.severity = .high
        return accept(
            opened, "Break-glass session opened for \(request.tenant ?? "")",
            "Approved. The session of \(request.requester) is open for \(minutes) minutes.", &state)
    }

    private func end(
        _ identifier: String, _ reason: String, _ login: String, _ context: ActionContext, isRejection: Bool
    ) -> ActionResult {
        let noun = isRejection ? "Rejection" : "Withdrawal"
        return step(isRejection ? .reject : .withdraw, identifier, login, context) {
            request, event, state in
            guard Self.isReason(reason) else {
                return self.refuse(event, "\(noun) refused", .reasonRequired, Self.reasonAdvice, &state)
            }
            request.state = isRejection ? .rejected : .withdrawn
            return self.accept(
                event,
                "\(Self.noun(of: request.workflowKey)) request \(request.state.rawValue) for \(request.subject ?? "")",
                "The request is \(request.state.rawValue).", &state)
        }
    }

    private func execute(
        _ identifier: String, _ manifestSHA256: String?, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        step(.execute, identifier, login, context) { request, event, state in
            if let manifestSHA256, manifestSHA256.lowercased() != request.manifestSHA256 {
                return self.refuse(
                    event, "Execution refused", .changedSinceReview,
                    "The manifest you reviewed is not the current one. Read the request again.", &state)
            }
            request.state = .executed
            request.executedAt = self.now()
            request.executedBy = login
            let executed = self.accept(
                event, "\(Self.noun(of: request.workflowKey)) request executed for \(request.subject ?? "")",
                "The request is executed.", &state)
            self.apply(&request, event, &state)
            return executed
        }
    }

    private func review(
        _ identifier: String, _ note: String, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        step(.review, identifier, login, context) { request, event, state in
            guard !note.allSatisfy(\.isWhitespace) else {
                return self.refuse(event, "Review refused", .invalidInput, "note: say what you found.", &state)
            }
            request.needsReview = false
            request.reviewCount += 1
            return self.accept(
                event, "\(request.workflowTitle) reviewed for \(request.subject ?? "")", "The review is recorded.",
                &state)
        }
    }

    private func reviewEscalation(
        _ identifier: String, _ note: String, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        state.withLock { state in
            var event = newEvent("REVIEW_ESCALATION", "ai-leasing", .low, by: login, context, state)
            guard let duty = state.escalations.first(where: { $0.id == identifier }) else {
                return refuse(event, "Review refused", .notFound, "There is no such escalation.", &state)
            }
            event.resourceType = "lease"
            event.resourceID = duty.lease
            if let (code, message) = problem(.reviewEscalation(duty), login, state) {
                return refuse(event, "Review of an escalation refused for \(duty.lease)", code, message, &state)
            }
            state.escalations.removeAll { $0.id == identifier }
            if let index = state.leases.firstIndex(where: { $0.name == duty.lease }) {
                state.leases[index].openReviews = max(0, state.leases[index].openReviews - 1)
            }
            event.detail = note
            return accept(event, "Escalation of \(duty.lease) reviewed", "The review is recorded.", &state)
        }
    }

    private func close(
        _ identifier: String, _ reason: String, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        step(.close, identifier, login, context) { request, event, state in
            request.session?.closedAt = self.now()
            request.session?.closedBy = login
            request.session?.isOpen = false
            request.needsReview = true
            return self.accept(
                event, "Break-glass session closed for \(request.tenant ?? "")", "The session is closed.", &state)
        }
    }

    enum Verb: String {
        case sign
        case reject
        case withdraw
        case amend
        case execute
        case close
        case review

        var action: String { self == .close ? "CLOSE_SESSION" : "\(rawValue.uppercased())_REQUEST" }

        var noun: String {
            switch self {
            case .sign: "Approval"
            case .reject: "Rejection"
            case .withdraw: "Withdrawal"
            case .amend: "Amendment"
            case .execute: "Execution"
            case .close: "Closing"
            case .review: "Review"
            }
        }

        func step(on request: GovernanceRequest) -> GovernedAction {
            switch self {
            case .sign: .sign(request)
            case .reject: .reject(request)
            case .withdraw: .withdraw(request)
            case .amend: .amend(request)
            case .execute: .execute(request)
            case .close: .close(request)
            case .review: .review(request)
            }
        }
    }

    /// What every step on a request has in common: find it, ask the rules, refuse or go on.
    func step(
        _ verb: Verb, _ identifier: String, _ login: String, _ context: ActionContext,
        _ body: (inout GovernanceRequest, AuditEvent, inout State) -> ActionResult
    ) -> ActionResult {
        state.withLock { state in
            let stored = state.requests[identifier]
            let category = stored.flatMap { request in state.workflows.first { $0.key == request.workflowKey } }?
                .category
            var event = newEvent(verb.action, category ?? "access-control", .medium, by: login, context, state)
            guard let stored else {
                event.resourceType = "request"
                event.resourceID = identifier
                return refuse(
                    event, "\(verb.noun) of an unknown request refused", .notFound, "There is no such request.", &state)
            }
            var request = timed(stored)
            event.requestID = request.id
            event.tenant = request.tenant
            event.packageID = request.packageID
            event.resourceType = request.packageID != nil ? "package" : request.lease != nil ? "lease" : "tenant"
            event.resourceID = request.subject
            if let (code, message) = problem(verb.step(on: request), login, state) {
                let noun = Self.noun(of: request.workflowKey).lowercased()
                return refuse(
                    event, "\(verb.noun) of \(noun) request for \(request.subject ?? "") refused", code, message,
                    &state)
            }
            let result = body(&request, event, &state)
            if result.outcome == .succeeded { state.requests[request.id] = request }
            return result
        }
    }

    func problem(_ action: GovernedAction, _ login: String, _ state: borrowing State) -> (RefusalCode, String)? {
        guard let person = state.people.first(where: { $0.login == login }) else {
            return (.roleRequired, "\(login) is not registered.")
        }
        switch rules(person).availability(of: action) {
        case .available: return nil
        case .unavailable(let code, let reason): return (RefusalCode(rawValue: code.rawValue) ?? .invalidInput, reason)
        }
    }

    static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .null, .bool, .double, .array, .object, nil: nil
        }
    }
}
