// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import GovernanceTestSupport
import LogExchange

/// Runtime events made for tests, in the shape that Open CLI writes.
enum RuntimeSample {
    /// A line with every field that the contract names; `changes` replace or (with nil) remove fields.
    static func line(_ number: Int = 1, _ changes: [String: JSONValue?] = [:]) -> JSONValue {
        var fields: [String: JSONValue] = [
            "id": .string("evt-\(number)"), "cursor": .string("c\(number)"),
            "timestamp": "2026-04-16T09:30:00.125Z", "eventType": "tool_execution", "principal": "ada@example.com",
            "lineage": [
                "delegatedBy": "ada@example.com", "delegationId": "del-7",
                "actor": ["sub": "agent:triage", "client_id": "open-cli"],
            ],
            "sessionId": "sess-42", "agentProfile": "triage", "toolId": "tickets:listTickets", "serviceId": "tickets",
            "targetBaseUrl": "https://tickets.example.com/api", "decision": "allowed", "reasonCode": "allowed",
            "method": "GET", "path": "/v1/tickets", "authScheme": "bearer", "requestSize": 0, "statusCode": 200,
            "latencyMs": 31, "retryCount": 0,
        ]
        for (key, value) in changes { fields[key] = value }
        return .object(fields)
    }

    /// A line of a file that Open CLI wrote: without `id` and `cursor`.
    static func plain(_ number: Int = 1, _ changes: [String: JSONValue?] = [:]) -> JSONValue {
        let second = number % 60 < 10 ? "0\(number % 60)" : "\(number % 60)"
        let minute = number / 60 % 60 < 10 ? "0\(number / 60 % 60)" : "\(number / 60 % 60)"
        var all: [String: JSONValue?] = [
            "id": nil, "cursor": nil, "timestamp": .string("2026-04-16T09:\(minute):\(second).000000125Z"),
        ]
        all.merge(changes) { $1 }
        return line(number, all)
    }

    static func bytes(_ value: JSONValue) -> [UInt8] { Array(value.jsonText.utf8) }

    static func read(_ changes: [String: JSONValue?] = [:]) -> RuntimeFeedLine {
        RuntimeFeedLine(line: bytes(line(1, changes)))
    }

    static func mapped(_ changes: [String: JSONValue?] = [:]) throws -> ImportRecord {
        try read(changes).record.get()
    }

    static func schema() throws -> JSONSchema {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let path = root.appendingPathComponent("Sources/LogExchange/Documentation.docc/runtime-event.schema.json")
        return try JSONSchema(String(contentsOf: path, encoding: .utf8))
    }
}
