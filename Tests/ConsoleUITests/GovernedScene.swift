// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

/// A day on which every kind of governed step is due.
enum GovernedScene {
    static let reason = "Release health regressed at checkout"
    static let context = ActionContext(surface: "console", coverage: "2/5")

    struct Day {
        var model: InMemoryGovernance
        var clock: Desk.Clock
        /// A rollback of Alpha that waits for an auditor.
        var rollback: String
        /// A quota exception of Bravo that waits for finance.
        var quota: String
        /// A retirement of Charlie that is authorized.
        var retirement: String
        /// An executed override of worker-alpha that waits for a review.
        var override: String
        /// An ended session that waits for a review.
        var session: String
    }

    static func day() async throws -> Day {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        let first = model.clients(as: "operator_1")
        let second = model.clients(as: "operator_2")
        let finance = model.clients(as: "finance_1")
        func open(_ key: String, _ arguments: [String: JSONValue], by clients: GovernanceClients) async throws -> String
        {
            clock.advance(by: .seconds(1))
            let result = try await clients.workflow.open(
                RequestDraft(workflowKey: key, arguments: arguments, reason: reason), context)
            return try #require(result.requestID, "\(result.message)")
        }
        let rollback = try await open(
            "rollback-package-approval",
            ["package": .string("POD Engine Alpha"), "confirm": .string("POD Engine Alpha")], by: first)
        let quota = try await open(
            "quota-exception-package", ["package": .string("POD Engine Bravo"), "cap": .integer(500)], by: first)
        let retirement = try await open(
            "engine-retirement-package", ["package": .string("POD Engine Charlie"), "checklist": checklist], by: first)
        _ = try await finance.workflow.sign(retirement, nil, context)
        _ = try await first.leases.escalate("worker-alpha", reason, context)
        let override = try await open(
            "lease-expansion-override", ["lease": .string("worker-alpha"), "cap": .integer(2_000)], by: first)
        _ = try await first.workflow.execute(override, nil, context)
        let session = try await open(
            "break-glass-admin-session", ["tenant": .string("Harbor Goods")], by: first)
        _ = try await second.workflow.sign(session, nil, context)
        _ = try await first.workflow.close(session, reason, context)
        return Day(
            model: model, clock: clock, rollback: rollback, quota: quota, retirement: retirement, override: override,
            session: session)
    }

    static let checklist = JSONValue.array(
        [
            "audit-history", "billing-closeout", "client-export", "revoke-ai-leases", "revoke-api-services",
            "revoke-client-access", "release-placement",
        ].map(JSONValue.string))

    static func desk(as login: String, _ day: Day, width: Int = 120, height: Int = 50) async -> Desk {
        await Desk.open(as: login, width: width, height: height, model: day.model, clock: day.clock)
    }
}

extension Desk {
    /// Begins a step on a request, as its key would wherever the request is in focus.
    func begin(_ kind: GovernedKind, on id: String) async throws {
        let request = try #require(state.requests.loaded.value?.first { $0.id == id })
        await run(state.review(request, kind))
    }

    /// Confirms what is reviewed: the reason where one is needed, then the word, then Ctrl-S.
    func confirm(reason: String? = nil) async throws {
        let review = try #require(topReview)
        if let reason {
            await type(reason)
            await press(KeyEvent(.tab))
        }
        await type(review.expectedWord)
        await press(.control("s"))
    }
}
