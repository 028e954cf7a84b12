// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
import Governance
import Synchronization

/// Break-glass from request to expiry.
extension InMemoryGovernance {
    func workflowClient(as login: String) -> WorkflowClient {
        WorkflowClient(
            catalog: {
                try self.requireLive()
                return self.state.withLock { $0.workflows }
            },
            requests: { query in
                try self.requireLive()
                return self.list(query, login)
            },
            request: { identifier in
                try self.requireLive()
                return self.state.withLock { $0.requests[identifier] }.map { self.effective($0) }
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
            execute: { identifier, manifestSHA256, context in
                try self.requireLive()
                return self.execute(identifier, manifestSHA256, login, context)
            },
            review: { identifier, note, context in
                try self.requireLive()
                return self.review(identifier, note, login, context)
            },
            close: { identifier, _, context in
                try self.requireLive()
                return self.close(identifier, login, context)
            },
            expiring: { time, limit in
                try self.requireLive()
                return self.expiring(within: time, limit)
            })
    }

    // MARK: - Reading

    /// The request with its states by the clock.
    private func effective(_ request: GovernanceRequest) -> GovernanceRequest {
        var request = request
        let moment = now()
        if request.state.isOpen, request.expiresAt <= moment { request.state = .expired }
        if let session = request.session {
            request.session?.isOpen = session.closedAt == nil && session.expiresAt > moment
        }
        return request
    }

    private func list(_ query: RequestQuery, _ login: String) -> [GovernanceRequest] {
        let person = state.withLock { $0.people.first { $0.login == login } }
        return requests.map { effective($0) }.filter { request in
            guard query.workflowKey == nil || query.workflowKey == request.workflowKey else { return false }
            guard query.package == nil || query.package == request.packageID else { return false }
            guard query.after.map({ request.id < $0 }) ?? true else { return false }
            switch query.scope {
            case .all: return true
            case .open: return request.state.isOpen
            case .waitingForMe: return person.map { duty(of: $0, on: request) != nil } ?? false
            case .waitingForOthers:
                return request.state.isOpen && person.map { duty(of: $0, on: request) == nil } ?? true
            }
        }.prefix(max(1, min(query.limit, 1_000))).map { $0 }
    }

    private func expiring(within time: Duration, _ limit: Int) -> [Expiry] {
        let horizon = now().advanced(by: time)
        let open = requests.map { effective($0) }.compactMap { request -> Expiry? in
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

    /// What the person could do with the request now.
    private func duty(of person: Person, on request: GovernanceRequest) -> RequestDuty? {
        let rules = rules(person)
        if rules.availability(of: .sign(request)).isAvailable { return .sign }
        if rules.availability(of: .execute(request)).isAvailable { return .execute }
        return rules.availability(of: .review(request)).isAvailable ? .review : nil
    }

    private func rules(_ person: Person) -> WorkflowRules {
        WorkflowRules(identity: Identity(person: person), store: .live(Self.facts), now: now())
    }

    // MARK: - Acting

    private func open(_ draft: RequestDraft, _ login: String, _ context: ActionContext) -> ActionResult {
        state.withLock { state in
            let workflow = state.workflows.first { $0.key == draft.workflowKey }
            var event = newEvent(
                "OPEN_REQUEST", workflow?.category ?? "access-control", .medium, by: login, context, state)
            let tenant = Self.text(draft.arguments["tenant"])
            event.resourceType = "tenant"
            event.resourceID = tenant
            event.tenant = tenant
            let refused = "Break-glass request refused for \(tenant ?? "(unnamed)")"
            guard let workflow else {
                return refuse(
                    event, refused, .invalidInput, "workflow: there is no workflow \"\(draft.workflowKey)\".", &state)
            }
            if let (code, message) = problem(.open(workflow), login, state) {
                return refuse(event, refused, code, message, &state)
            }
            guard let tenant, !tenant.isEmpty else {
                return refuse(event, refused, .invalidInput, "tenant: required.", &state)
            }
            guard Self.isReason(draft.reason) else {
                return refuse(event, refused, .reasonRequired, Self.reasonAdvice, &state)
            }
            let minutes = Int(Self.text(draft.arguments["minutes"]) ?? "60")
            guard let minutes, (1...240).contains(minutes) else {
                return refuse(event, refused, .invalidInput, "minutes: a whole number from 1 to 240.", &state)
            }
            let request = newRequest(workflow, tenant, minutes, draft.reason, login, context, &state)
            state.requests[request.id] = request
            event.requestID = request.id
            event.detail = draft.reason
            return accept(event, "Break-glass request opened for \(tenant)", "Break-glass request opened.", &state)
        }
    }

    private func sign(
        _ identifier: String, _ manifestSHA256: String?, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        step(.sign, identifier, login, context) { request, event, state in
            if let manifestSHA256, manifestSHA256.lowercased() != request.manifestSHA256 {
                return self.refuse(
                    event, "Approval refused", .changedSinceReview,
                    "The manifest you reviewed is not the current one. Read the request again, then sign.", &state)
            }
            let moment = self.now()
            let person = state.people.first { $0.login == login }
            let slot = request.missingSlots.removeFirst()
            request.signatures.append(
                RequestSignature(
                    slot: slot.name, role: slot.role, signer: login, signerName: person?.displayName ?? login,
                    signedAt: moment, manifestSHA256: request.manifestSHA256))
            request.state = .executed
            let minutes = Int(Self.minutes(of: request.manifest) ?? 60)
            request.session = PrivilegedSession(
                openedAt: moment, expiresAt: moment.advanced(by: .seconds(minutes * 60)), isOpen: true)
            let tenant = request.tenant ?? ""
            _ = self.accept(event, "Break-glass request approved for \(tenant)", "", &state)
            var opened = event
            opened.action = "OPEN_SESSION"
            opened.severity = .high
            return self.accept(
                opened, "Break-glass session opened for \(tenant)",
                "Approved. The session of \(request.requester) is open for \(minutes) minutes.", &state)
        }
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
                event, "Break-glass request \(request.state.rawValue) for \(request.tenant ?? "")",
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
            return self.accept(
                event, "\(request.workflowTitle) executed for \(request.subject ?? "")", "The request is executed.",
                &state)
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

    private func close(_ identifier: String, _ login: String, _ context: ActionContext) -> ActionResult {
        step(.close, identifier, login, context) { request, event, state in
            request.session?.closedAt = self.now()
            request.session?.closedBy = login
            request.session?.isOpen = false
            request.needsReview = true
            return self.accept(
                event, "Break-glass session closed for \(request.tenant ?? "")", "The session is closed.", &state)
        }
    }

    private enum Verb {
        case sign
        case reject
        case withdraw
        case execute
        case close
        case review

        var action: String {
            switch self {
            case .sign: "SIGN_REQUEST"
            case .reject: "REJECT_REQUEST"
            case .withdraw: "WITHDRAW_REQUEST"
            case .execute: "EXECUTE_REQUEST"
            case .close: "CLOSE_SESSION"
            case .review: "REVIEW_REQUEST"
            }
        }

        var noun: String {
            switch self {
            case .sign: "Approval"
            case .reject: "Rejection"
            case .withdraw: "Withdrawal"
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
            case .execute: .execute(request)
            case .close: .close(request)
            case .review: .review(request)
            }
        }
    }

    /// What every step on a request has in common: find it, ask the rules, refuse or go on.
    private func step(
        _ verb: Verb, _ identifier: String, _ login: String, _ context: ActionContext,
        _ body: (inout GovernanceRequest, AuditEvent, inout State) -> ActionResult
    ) -> ActionResult {
        state.withLock { state in
            var event = newEvent(verb.action, "privileged-access", .medium, by: login, context, state)
            guard let stored = state.requests[identifier] else {
                event.resourceType = "request"
                event.resourceID = identifier
                return refuse(
                    event, "\(verb.noun) of an unknown request refused", .notFound, "There is no such request.", &state)
            }
            var request = effective(stored)
            event.requestID = request.id
            event.tenant = request.tenant
            event.resourceType = "tenant"
            event.resourceID = request.tenant
            if let (code, message) = problem(verb.step(on: request), login, state) {
                return refuse(
                    event, "\(verb.noun) of break-glass request for \(request.tenant ?? "") refused", code, message,
                    &state)
            }
            let result = body(&request, event, &state)
            if result.outcome == .succeeded { state.requests[request.id] = request }
            return result
        }
    }

    private func problem(
        _ action: GovernedAction, _ login: String, _ state: borrowing State
    ) -> (RefusalCode, String)? {
        guard let person = state.people.first(where: { $0.login == login }) else {
            return (.roleRequired, "\(login) is not registered.")
        }
        switch rules(person).availability(of: action) {
        case .available: return nil
        case .unavailable(let code, let reason): return (RefusalCode(rawValue: code.rawValue) ?? .invalidInput, reason)
        }
    }

    // MARK: - Values

    private func newRequest(
        _ workflow: Workflow, _ tenant: String, _ minutes: Int, _ reason: String, _ login: String,
        _ context: ActionContext, _ state: inout State
    ) -> GovernanceRequest {
        let moment = now()
        let identifier = "req_" + state.identifiers.next(at: moment)
        let manifest =
            "{\"minutes\":\(minutes),\"reason\":\(Self.quoted(reason)),\"request\":\"\(identifier)\","
            + "\"requester\":\(Self.quoted(login)),\"tenant\":\(Self.quoted(tenant))}"
        let digest = SHA256.hash(data: Array(manifest.utf8))
        return GovernanceRequest(
            id: identifier, workflowKey: workflow.key, workflowTitle: workflow.title, state: .requested,
            requester: login, requesterName: state.people.first { $0.login == login }?.displayName ?? login,
            reason: reason, tenant: tenant, requestedAt: moment, expiresAt: moment.advanced(by: .seconds(4 * 3_600)),
            manifest: manifest,
            manifestSHA256: digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
            missingSlots: workflow.slots, coverage: context.coverage)
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .null, .bool, .double, .array, .object, nil: nil
        }
    }

    private static func minutes(of manifest: String) -> Int? {
        Int(manifest.drop { !$0.isNumber }.prefix { $0.isNumber })
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
