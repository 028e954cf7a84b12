// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Testing

/// Break-glass through the live clients, from request to the end of the session.
@Suite("Break-glass", .temporaryDatabase)
struct BreakGlassTests {
    static let context = ActionContext(surface: "console", coverage: "3/5")

    static func draft(
        tenant: String = "Northwind Studio", reason: String = "Launch-blocking DNS drift", minutes: String? = nil
    ) -> RequestDraft {
        var arguments: [String: JSONValue] = ["tenant": .string(tenant)]
        if let minutes { arguments["minutes"] = .string(minutes) }
        return RequestDraft(workflowKey: "break-glass-admin-session", arguments: arguments, reason: reason)
    }

    private static func opened(_ database: TemporaryDatabase, _ draft: RequestDraft = draft()) async throws -> String {
        let result = try await database.withStore(as: .operator1) { store in
            try await store.workflow.open(draft, context)
        }
        #expect(result.outcome == .succeeded, "\(result.message)")
        return try #require(result.requestID)
    }

    @Test("B43, B44: the catalog has the five workflows with their slots and fields")
    func catalog() async throws {
        let catalog = try await TemporaryDatabase.required.withStore(as: .auditor1) { store in
            try await store.workflow.catalog()
        }
        #expect(
            catalog.filter(\.isInCatalog).map(\.key) == [
                "break-glass-admin-session", "quota-exception-package", "lease-expansion-override",
                "rollback-package-approval", "engine-retirement-package",
            ])
        #expect(catalog.filter { !$0.isInCatalog }.map(\.key) == [Workflow.deploymentKey])
        let rollback = try #require(catalog.first { $0.key == "rollback-package-approval" })
        #expect(rollback.fields.first { $0.name == "confirm" }?.confirms == "package")
        let breakGlass = try #require(catalog.first)
        #expect(breakGlass.title == "Break-glass admin session")
        #expect(breakGlass.condition == "Requires approval and audit reason")
        #expect(breakGlass.isOffered)
        #expect(breakGlass.slots == [WorkflowSlot(name: "approver", role: .operator, acceptsRequester: false)])
        #expect(breakGlass.fields.map(\.name) == ["tenant", "reason", "minutes"])
        #expect(breakGlass.fields.last?.kind == .integer)
        #expect(breakGlass.fields.last?.maximum == 240)
    }

    @Test("B46, B60, B61: one operator asks, another approves, the session opens, and ends early")
    func fullLife() async throws {
        let database = try TemporaryDatabase.required
        let id = try await Self.opened(database, Self.draft(tenant: "Fabrikam", minutes: "30"))
        #expect(id.hasPrefix("req_"))

        let manifest = try await database.withStore(as: .operator2) { store in
            let request = try #require(try await store.workflow.request(id))
            #expect(request.state == .requested)
            #expect(request.requester == "operator_1")
            #expect(request.requesterName == "Governance Operator 1")
            #expect(request.tenant == "Fabrikam")
            #expect(request.coverage == "3/5")
            #expect(request.missingSlots.map(\.name) == ["approver"])
            #expect(request.manifest.contains(#""tenant":"Fabrikam""#))
            #expect(request.session == nil)
            let waiting = try await store.workflow.requests(RequestQuery(scope: .waitingForMe))
            #expect(waiting.contains { $0.id == id })
            let result = try await store.workflow.sign(id, request.manifestSHA256, Self.context)
            #expect(result.outcome == .succeeded, "\(result.message)")
            return request.manifestSHA256
        }

        try await database.withStore(as: .operator1) { store in
            let request = try #require(try await store.workflow.request(id))
            #expect(request.state == .executed)
            #expect(request.signatures.map(\.signer) == ["operator_2"])
            #expect(request.signatures.map(\.manifestSHA256) == [manifest])
            #expect(request.missingSlots.isEmpty)
            let session = try #require(request.session)
            #expect(session.isOpen)
            #expect(session.expiresAt.duration(since: session.openedAt) == .seconds(1_800))
            let closed = try await store.workflow.close(id, "Drift is repaired, thank you", Self.context)
            #expect(closed.outcome == .succeeded, "\(closed.message)")
            let after = try #require(try await store.workflow.request(id)?.session)
            #expect(!after.isOpen)
            #expect(after.closedBy == "operator_1")

            // every step is in the timeline, newest first
            let page = try await store.audit.page(
                EventQuery(filter: EventFilter(terms: [.init(field: .request, values: [id])])))
            #expect(page.events.map(\.action) == ["CLOSE_SESSION", "OPEN_SESSION", "SIGN_REQUEST", "OPEN_REQUEST"])
            #expect(page.events.allSatisfy { $0.outcome == .succeeded && $0.coverage == "3/5" })
            #expect(page.events.map(\.actorUsername) == ["operator_1", "operator_2", "operator_2", "operator_1"])
        }
    }

    @Test("B51, B62: nobody approves their own request, and the refusal is in the timeline")
    func selfApproval() async throws {
        let database = try TemporaryDatabase.required
        let id = try await Self.opened(database)
        try await database.withStore(as: .operator1) { store in
            let result = try await store.workflow.sign(id, nil, Self.context)
            #expect(result.outcome == .denied)
            #expect(result.code == RefusalCode.selfApproval.rawValue)
            #expect(!result.message.isEmpty)
            let eventID = try #require(result.eventID)
            let event = try #require(try await store.audit.event(eventID))
            #expect(event.outcome == .denied)
            #expect(event.errorCode == "self-approval")
            #expect(event.requestID == id)
            #expect(try await store.workflow.request(id)?.state == .requested)
        }
    }

    @Test("B52: the wrong role is refused by PostgreSQL", arguments: ["finance_1", "auditor_1", "admin_1"])
    func wrongRole(login: String) async throws {
        let database = try TemporaryDatabase.required
        let id = try await Self.opened(database)
        try await database.withStore(login: login) { store in
            let signed = try await store.workflow.sign(id, nil, Self.context)
            #expect(signed.code == RefusalCode.roleRequired.rawValue)
            let opened = try await store.workflow.open(Self.draft(), Self.context)
            #expect(opened.code == RefusalCode.roleRequired.rawValue)
            #expect(try await store.workflow.request(id)?.state == .requested)
        }
    }

    @Test("B46: a reason is needed, a tenant too, and nothing unknown is taken")
    func input() async throws {
        try await TemporaryDatabase.required.withStore(as: .operator1) { store in
            let blank = try await store.workflow.open(Self.draft(reason: "  short   "), Self.context)
            #expect(blank.code == RefusalCode.reasonRequired.rawValue)
            let tenant = try await store.workflow.open(Self.draft(tenant: "  "), Self.context)
            #expect(tenant.code == RefusalCode.invalidInput.rawValue)
            var unknown = Self.draft()
            unknown.arguments["colour"] = .string("red")
            #expect(try await store.workflow.open(unknown, Self.context).code == RefusalCode.invalidInput.rawValue)
            let missing = try await store.workflow.sign("req_" + String(repeating: "0", count: 8), nil, Self.context)
            #expect(missing.code == RefusalCode.notFound.rawValue)
        }
    }

    @Test("the manifest that is signed is the one that was shown")
    func manifest() async throws {
        let database = try TemporaryDatabase.required
        let id = try await Self.opened(database)
        try await database.withStore(as: .operator2) { store in
            let stale = try await store.workflow.sign(id, String(repeating: "0", count: 64), Self.context)
            #expect(stale.code == RefusalCode.changedSinceReview.rawValue)
        }
    }

    @Test("B60: rejecting and withdrawing end a request, and nothing can be done after that")
    func endings() async throws {
        let database = try TemporaryDatabase.required
        let rejected = try await Self.opened(database)
        try await database.withStore(as: .operator2) { store in
            let result = try await store.workflow.reject(rejected, "Not during the freeze window", Self.context)
            #expect(result.outcome == .succeeded, "\(result.message)")
            #expect(try await store.workflow.request(rejected)?.state == .rejected)
            let late = try await store.workflow.sign(rejected, nil, Self.context)
            #expect(late.code == RefusalCode.requestClosed.rawValue)
        }
        let withdrawn = try await Self.opened(database)
        try await database.withStore(as: .operator1) { store in
            let result = try await store.workflow.withdraw(withdrawn, "No longer needed today", Self.context)
            #expect(result.outcome == .succeeded, "\(result.message)")
            #expect(try await store.workflow.request(withdrawn)?.state == .withdrawn)
            let open = try await store.workflow.requests(RequestQuery(scope: .open))
            #expect(!open.contains { $0.id == withdrawn || $0.id == rejected })
        }
    }

    @Test("requests come newest first, page by page")
    func paging() async throws {
        let database = try TemporaryDatabase.required
        var opened: [String] = []
        for _ in 0..<3 {
            opened.append(try await Self.opened(database, Self.draft(tenant: "Paging")))
        }
        try await database.withStore(as: .operator1) { store in
            var seen: [String] = []
            var query = RequestQuery(workflowKey: "break-glass-admin-session", limit: 1)
            while let request = try await store.workflow.requests(query).first {
                seen.append(request.id)
                query.after = request.id
            }
            #expect(Set(seen).count == seen.count)
            #expect(seen.filter(opened.contains) == opened.reversed())
        }
    }

    @Test("B51: of two who sign at the same moment one fills the slot", .timeLimit(.minutes(5)))
    func race() async throws {
        let database = try TemporaryDatabase.required
        for _ in 0..<5 {
            let id = try await Self.opened(database, Self.draft(tenant: "Race"))
            let first = database.store(as: .operator2)
            let second = database.store(as: .operator2)
            async let one = first.workflow.sign(id, nil, Self.context)
            async let two = second.workflow.sign(id, nil, Self.context)
            let results = try await [one, two]
            #expect(results.count { $0.outcome == .succeeded } == 1)
            #expect(results.count { $0.outcome == .denied && !$0.code.isEmpty } == 1)
            #expect(try await first.workflow.request(id)?.signatures.count == 1)
            await first.close()
            await second.close()
        }
    }
}
