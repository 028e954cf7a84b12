// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import Testing

extension BuiltProgram {
    /// What a command writes as JSON on the demonstration; it must succeed.
    static func read(_ arguments: [String], as person: String = "operator_1") async throws -> JSONValue {
        let answer = try await run(["--demo", "--as", person] + arguments + ["--format", "json"])
        try #require(answer.status == 0, "\(arguments) \(answer.words)\(answer.text)")
        return try answer.decoded(as: JSONValue.self)
    }

    /// A governed command that must succeed.
    @discardableResult
    static func perform(_ arguments: [String], as person: String) async throws -> Result {
        let (status, result) = try await act(arguments, as: person)
        try #require(status == 0, "\(person) \(arguments): \(result.code) \(result.message)")
        return result
    }

    /// A governed command that PostgreSQL refuses with one event, whose row carries the code, the person and what was
    /// answered.
    @discardableResult
    static func refused(_ arguments: [String], as person: String, _ code: String) async throws -> Result {
        let (status, result) = try await act(arguments, as: person)
        #expect(status == 1, "\(person) \(arguments): \(result.message)")
        #expect(result.code == code, "\(person) \(arguments): \(result.message)")
        let event = try #require(result.eventID, "\(person) \(arguments) left no event: \(result.message)")
        let row = try await read(["events", "show", event], as: "admin_1")
        #expect(row["outcome"] == .string("denied"))
        #expect(row["error_code"] == .string(code))
        #expect(row["actor_username"] == .string(person))
        #expect(row["surface"] == .string("cli"))
        return result
    }

    /// Opens a request of a workflow on the demonstration's data.
    static func open(_ workflow: String, as person: String = "operator_1") async throws -> String {
        let result = try await perform(opening(workflow), as: person)
        return try #require(result.requestID)
    }

    /// How a request of a workflow is opened, complete.
    static func opening(_ workflow: String) -> [String] {
        let about: [String] =
            switch workflow {
            case "break-glass-admin-session": ["--tenant", "Northwind Studio"]
            case "quota-exception-package": ["--package", "POD Engine Bravo", "--cap", "900"]
            case "lease-expansion-override": ["--lease", "worker-analyst-delta", "--cap", "750"]
            case "rollback-package-approval": ["--package", "POD Engine Alpha", "--confirm", "POD Engine Alpha"]
            default: ["--package", "POD Engine Charlie", "--checklist", checklist]
            }
        return ["requests", "open", workflow, "--reason", "a reason that is long enough"] + about
    }

    static let checklist = """
        audit-history,billing-closeout,client-export,revoke-ai-leases,revoke-api-services,revoke-client-access,\
        release-placement
        """
}

extension JSONValue {
    subscript(name: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
