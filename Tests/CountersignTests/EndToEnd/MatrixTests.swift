// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Testing

/// Who may do what on the command line, generated from the catalog that the program itself lists.
@Suite("B6 B46 B47 B48 B49 B50 B51 B52 B62: the matrix through the program", .demonstration, .serialized)
struct MatrixTests {
    private enum Step: String, CaseIterable {
        case open, sign, reject, withdraw, close, execute, review
    }

    /// Rules of one workflow, as `workflows list` tells them.
    private struct Rules {
        var key: String
        var openerRole: String
        var signers: [String]
        /// Whether opening gives the requester's own signature.
        var requesterSigns: Bool

        var isSession: Bool { key == "break-glass-admin-session" }
        var isLease: Bool { key == "lease-expansion-override" }
        /// Opening alone authorizes it.
        var isSigned: Bool { requesterSigns && signers == ["operator"] }

        init(_ value: JSONValue) throws {
            key = try #require(value["key"]?.text)
            openerRole = try #require(value["opener_role"]?.text)
            let slots = try #require(value["slots"]).elements
            signers = slots.compactMap { $0["role"]?.text }
            requesterSigns = slots.contains { $0["accepts_requester"] == .bool(true) }
        }

        /// The code that a step of a person ends with, on a request of operator_1's; empty where it succeeds.
        func expected(_ step: Step, _ person: String) -> String {
            let role = String(person.prefix { $0 != "_" })
            let isOwn = person == "operator_1"
            switch step {
            case .open: return role == openerRole ? "" : "role-required"
            case .withdraw: return isOwn ? "" : "role-required"
            case .close:
                guard isSession else { return "not-found" }
                return isOwn || role == "operator" ? "" : "role-required"
            case .review:
                if isOwn { return "self-approval" }
                return isSession || isLease ? "" : "invalid-input"
            case .execute:
                // approval executes it
                if isSession { return "request-closed" }
                return role == "operator" ? "" : "role-required"
            case .sign, .reject:
                if isSigned { return "request-closed" }
                if !signers.contains(role) { return "role-required" }
                if step == .reject { return isOwn ? "self-approval" : "" }
                if isOwn { return requesterSigns ? "already-signed" : "self-approval" }
                return requesterSigns && role == "operator" ? "role-required" : ""
            }
        }

        /// Who else signs.
        var countersigners: [String] {
            signers.filter { !(requesterSigns && $0 == "operator") }.map { $0 == "operator" ? "operator_2" : "\($0)_1" }
        }
    }

    private static let people = ["operator_1", "operator_2", "finance_1", "auditor_1", "admin_1"]

    private func arguments(_ step: Step, _ request: String) -> [String] {
        switch step {
        case .open: []
        case .sign: ["requests", "sign", request]
        case .execute: ["requests", "execute", request]
        case .reject: ["requests", "reject", request, "--reason", "not on my watch, sorry"]
        case .withdraw: ["requests", "withdraw", request, "--reason", "no longer needed, thanks"]
        case .close: ["requests", "close", request]
        case .review: ["requests", "review", request, "--note", "looked at it closely"]
        }
    }

    /// A request of operator_1's, as far as a step needs it.
    private func prepare(_ rules: Rules, for step: Step) async throws -> String {
        let request = try await BuiltProgram.open(rules.key)
        if step == .execute || (rules.isSession && (step == .close || step == .review)) {
            for person in rules.countersigners {
                try await BuiltProgram.perform(["requests", "sign", request], as: person)
            }
        }
        if step == .review, rules.isSession {
            try await BuiltProgram.perform(["requests", "close", request], as: "operator_1")
        }
        return request
    }

    @Test("Every person, workflow and step: exact, and each refusal is one event with its code")
    func matrix() async throws {
        let catalog = try await BuiltProgram.read(["workflows", "list"]).elements.map(Rules.init)
        #expect(catalog.count == 5)
        try await BuiltProgram.perform(
            ["leases", "escalate", "worker-analyst-delta", "--reason", "campaign of a customer"], as: "operator_1")
        var refusals: [String: String] = [:]
        for rules in catalog {
            var executed: String?
            for step in Step.allCases {
                // once an override or a retirement is executed, another cannot be opened
                var shared = step == .review ? executed : nil
                var isSpent = false
                for person in Self.people.sorted(by: { rules.expected(step, $0) > rules.expected(step, $1) }) {
                    let expected = rules.expected(step, person)
                    let isRefused = !expected.isEmpty
                    let command: [String]
                    if step == .open {
                        command = BuiltProgram.opening(rules.key)
                    } else {
                        // refusals change nothing, so one request does for all of them; a review takes several
                        if shared == nil || isSpent {
                            shared = try await prepare(rules, for: step)
                            isSpent = false
                        }
                        command = arguments(step, shared ?? "")
                    }
                    let (status, result) = try await BuiltProgram.act(command, as: person)
                    let cell: Comment = "\(rules.key) \(step.rawValue) \(person): \(result.message)"
                    #expect(status == (isRefused ? 1 : 0), cell)
                    #expect(result.code == expected, cell)
                    if isRefused {
                        let event = try #require(result.eventID, cell)
                        #expect(refusals.updateValue(expected, forKey: event) == nil, cell)
                        continue
                    }
                    isSpent = step != .review
                    if step == .execute {
                        executed = shared
                        break
                    }
                    if step == .sign, let request = shared, !rules.isSession {
                        // a package that retires takes no second request
                        try await BuiltProgram.perform(arguments(.withdraw, request), as: "operator_1")
                    }
                }
            }
        }
        let listed = try await BuiltProgram.read(
            ["events", "list", "--filter", "outcome:denied surface:cli", "--limit", "5000"], as: "admin_1")
        let recorded = listed.elements.map { [$0["id"]?.text, $0["error_code"]?.text] }
        #expect(Set(recorded) == Set(refusals.map { [$0.key, $0.value] }))
        #expect(recorded.count == refusals.count)
        #expect(refusals.count > 80)
    }
}
