// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("B51 B52 B53 B60: why a control is offered or not")
struct WorkflowRulesTests {
    private static let now = Timestamp(microseconds: 1_780_000_000_000_000)
    private static let facts = StoreFacts(environment: "demo", serverVersion: "15", isReadOnly: false, schemaVersion: 1)
    private static let approver = WorkflowSlot(name: "approver", role: .operator, acceptsRequester: false)

    private func rules(
        _ login: String, _ roles: [GovernanceRole], store: StoreState = .live(facts), suspended: Bool = false,
        readOnly: String? = nil
    ) -> WorkflowRules {
        let person = Person(login: login, displayName: login, roles: roles, isSuspended: suspended)
        return WorkflowRules(
            identity: Identity(person: person, readOnlyReason: readOnly), store: store, now: Self.now)
    }

    private func request(
        _ state: RequestState = .requested, missing: [WorkflowSlot] = [approver], signers: [String] = [],
        expires: Duration = .seconds(600), session: PrivilegedSession? = nil
    ) -> GovernanceRequest {
        GovernanceRequest(
            id: "req_1", workflowKey: "break-glass-admin-session", workflowTitle: "Break-glass admin session",
            state: state, requester: "operator_1", requesterName: "Operator One", reason: "launch-blocking drift",
            tenant: "Northwind", requestedAt: Self.now, expiresAt: Self.now.advanced(by: expires), manifest: "{}",
            manifestSHA256: "00",
            signatures: signers.map {
                RequestSignature(
                    slot: "first", role: .operator, signer: $0, signerName: $0, signedAt: Self.now,
                    manifestSHA256: "00")
            },
            missingSlots: missing, session: session)
    }

    private func workflow(isOffered: Bool = true) -> Workflow {
        Workflow(
            key: "break-glass-admin-session", ordinal: 1, title: "Break-glass admin session", description: "",
            requiredRole: "Governance Operator", condition: "", category: "privileged-access", isOffered: isOffered,
            openerRole: .operator, slots: [Self.approver], fields: [])
    }

    private func code(_ availability: Availability) -> String {
        switch availability {
        case .available: "available"
        case .unavailable(let code, let reason): reason.isEmpty ? "no reason" : code.rawValue
        }
    }

    @Test("Opening needs an offered workflow and its role")
    func opening() {
        #expect(rules("operator_1", [.operator]).availability(of: .open(workflow())) == .available)
        #expect(code(rules("finance_1", [.finance]).availability(of: .open(workflow()))) == "role-required")
        #expect(
            rules("finance_1", [.finance]).availability(of: .open(workflow())).reason
                == "Opening needs Governance Operator; you hold Finance Reviewer.")
        #expect(
            code(rules("operator_1", [.operator]).availability(of: .open(workflow(isOffered: false))))
                == "not-offered")
    }

    @Test("B51: the requester cannot approve their own request; another operator can")
    func selfApproval() {
        #expect(code(rules("operator_1", [.operator]).availability(of: .sign(request()))) == "self-approval")
        #expect(rules("operator_2", [.operator]).availability(of: .sign(request())) == .available)
        #expect(code(rules("auditor_1", [.auditor]).availability(of: .sign(request()))) == "role-required")
        #expect(code(rules("nobody", []).availability(of: .sign(request()))) == "role-required")
    }

    @Test("A person holding two roles signs once")
    func signsOnce() {
        let finance = WorkflowSlot(name: "finance", role: .finance, acceptsRequester: true)
        let partly = request(.partlySigned, missing: [finance], signers: ["operator_2"])
        #expect(
            code(rules("operator_2", [.operator, .finance]).availability(of: .sign(partly))) == "already-signed")
        #expect(rules("operator_1", [.operator, .finance]).availability(of: .sign(partly)) == .available)
    }

    @Test("B60: closed and lapsed requests take no more steps")
    func ended() {
        let other = rules("operator_2", [.operator])
        #expect(code(other.availability(of: .sign(request(.rejected)))) == "request-closed")
        #expect(code(other.availability(of: .reject(request(.executed)))) == "request-closed")
        #expect(code(other.availability(of: .reject(request(.authorized, missing: [])))) == "request-closed")
        #expect(code(other.availability(of: .sign(request(expires: .seconds(-1))))) == "expired")
        #expect(code(other.availability(of: .sign(request(.expired)))) == "expired")
        #expect(
            code(rules("operator_1", [.operator]).availability(of: .withdraw(request(.withdrawn))))
                == "request-closed")
    }

    @Test("Rejecting needs a signer's role; withdrawing belongs to the requester")
    func rejectAndWithdraw() {
        #expect(rules("operator_2", [.operator]).availability(of: .reject(request())) == .available)
        #expect(code(rules("finance_1", [.finance]).availability(of: .reject(request()))) == "role-required")
        #expect(rules("operator_1", [.operator]).availability(of: .withdraw(request())) == .available)
        #expect(
            rules("operator_1", [.operator]).availability(of: .withdraw(request(.authorized, missing: [])))
                == .available)
        #expect(code(rules("operator_2", [.operator]).availability(of: .withdraw(request()))) == "role-required")
    }

    @Test("B61: a session can be closed early while it is open")
    func closing() {
        let open = PrivilegedSession(
            openedAt: Self.now, expiresAt: Self.now.advanced(by: .seconds(60)), isOpen: true)
        var lapsed = open
        lapsed.expiresAt = Self.now
        var closed = open
        closed.closedAt = Self.now
        let requester = rules("operator_1", [.operator])
        #expect(requester.availability(of: .close(request(.executed, missing: [], session: open))) == .available)
        #expect(code(requester.availability(of: .close(request(.executed, session: lapsed)))) == "expired")
        #expect(code(requester.availability(of: .close(request(.executed, session: closed)))) == "request-closed")
        #expect(code(requester.availability(of: .close(request()))) == "request-closed")
        #expect(
            code(rules("auditor_1", [.auditor]).availability(of: .close(request(.executed, session: open))))
                == "role-required")
    }

    @Test("B53 B55: stale, read-only and suspended sessions offer nothing, and say why")
    func session() {
        let action = GovernedAction.open(workflow())
        let lost = StoreState.lost(since: Self.now, reason: "the server went away")
        #expect(code(rules("operator_1", [.operator], store: .connecting).availability(of: action)) == "stale")
        let stale = rules("operator_1", [.operator], store: lost).availability(of: action)
        #expect(code(stale) == "stale")
        #expect(stale.reason == "The database has not answered since 20:26:40 UTC: the server went away")
        var standby = Self.facts
        standby.isReadOnly = true
        #expect(
            code(rules("operator_1", [.operator], store: .live(standby)).availability(of: action)) == "read-only")
        #expect(
            code(rules("operator_1", [.operator], suspended: true).availability(of: action)) == "suspended")
        #expect(
            rules("operator_1", [.operator], readOnly: "Started with --read-only.").availability(of: action)
                == .unavailable(.readOnly, reason: "Started with --read-only."))
        #expect(
            code(
                WorkflowRules(identity: nil, store: .live(Self.facts), now: Self.now).availability(of: action))
                == "stale")
    }

    @Test("Codes that PostgreSQL also uses are spelled as it spells them")
    func sharedCodes() {
        let own: Set<Availability.Code> = [.readOnly, .stale, .notOffered]
        for code in Availability.Code.allCases where !own.contains(code) {
            #expect(RefusalCode(rawValue: code.rawValue) != nil)
        }
    }

    @Test("Executing needs every signature and a current operator, whoever requested it")
    func executing() {
        let authorized = request(.authorized, missing: [])
        #expect(rules("operator_1", [.operator]).availability(of: .execute(authorized)) == .available)
        #expect(rules("operator_2", [.operator]).availability(of: .execute(authorized)) == .available)
        #expect(code(rules("finance_1", [.finance]).availability(of: .execute(authorized))) == "role-required")
        let unsigned = rules("operator_1", [.operator]).availability(of: .execute(request()))
        #expect(unsigned.reason == "A signature is missing: Governance Operator.")
        let late = request(.authorized, missing: [], expires: .seconds(-1))
        #expect(code(rules("operator_1", [.operator]).availability(of: .execute(late))) == "expired")
    }

    @Test("A review is open to anyone with a role but its subject")
    func reviewing() {
        var done = request(.executed, missing: [])
        #expect(code(rules("auditor_1", [.auditor]).availability(of: .review(done))) == "request-closed")
        done.needsReview = true
        #expect(rules("auditor_1", [.auditor]).availability(of: .review(done)) == .available)
        #expect(code(rules("operator_1", [.operator]).availability(of: .review(done))) == "self-approval")
        #expect(code(rules("guest", []).availability(of: .review(done))) == "role-required")
    }
}
