// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@testable import LogExchange

@Suite("C39: a line of a runtime feed as an event")
struct RuntimeFeedLineTests {
    @Test("Every field finds its column")
    func columns() throws {
        let line = RuntimeSample.read()
        #expect(line.cursor == "c1")
        let record = try line.record.get()
        #expect(record.originEventID == "evt-1")
        #expect(record.occurredAt == Timestamp(rfc3339: "2026-04-16T09:30:00.125Z"))
        #expect(record.category == "runtime")
        #expect(record.severity == .low)
        #expect(record.action == "TOOL_EXECUTION")
        #expect(record.title == "Tool execution: tickets:listTickets")
        #expect(
            record.detail == """
                call: GET /v1/tickets at https://tickets.example.com/api; service: tickets; reason: allowed; \
                agent: triage; delegated by: ada@example.com; delegation: del-7; \
                acting: agent:triage, client_id open-cli; session: sess-42; status: 200; took: 31 ms
                """)
        #expect(record.actorUsername == "ada@example.com")
        #expect(record.actorEmail == "ada@example.com")
        #expect(record.actorAuthMethod == "bearer")
        #expect(record.resourceType == "tool")
        #expect(record.resourceID == "tickets:listTickets")
        #expect(record.correlationID == "sess-42")
        #expect(record.outcome == .succeeded)
        #expect(record.errorCode == nil)
        #expect(record.changes == nil)
    }

    @Test("A session ties events together, else the delegation; a tool is the resource, else the service")
    func fallbacks() throws {
        let record = try RuntimeSample.mapped(["sessionId": "", "toolId": nil])
        #expect(record.correlationID == "del-7")
        #expect(record.resourceType == "service")
        #expect(record.resourceID == "tickets")
        let bare = try RuntimeSample.mapped([
            "sessionId": nil, "lineage": nil, "toolId": nil, "serviceId": .null, "principal": "",
        ])
        #expect(bare.correlationID == nil)
        #expect(bare.resourceType == nil)
        #expect(bare.actorUsername == nil)
    }

    @Test(
        "Outcome and severity by type, decision, status and method",
        arguments: [
            ("tool_execution", "allowed", "GET", 200, EventOutcome.succeeded, Severity.low),
            ("tool_execution", "allowed", "POST", 201, .succeeded, .medium),
            ("tool_execution", "allowed", "", 0, .succeeded, .low),
            ("tool_execution", "allowed", "GET", 403, .denied, .medium),
            ("tool_execution", "allowed", "DELETE", 401, .denied, .high),
            ("tool_execution", "allowed", "GET", 503, .failed, .medium),
            ("tool_execution", "", "GET", 204, .succeeded, .low),
            ("tool_execution", "", "GET", 0, .unknown, .low),
            ("execution_error", "error", "GET", 0, .failed, .medium),
            ("execution_error", "allowed", "GET", 200, .failed, .medium),
            ("authz_denial", "denied", "GET", 0, .denied, .medium),
            ("authz_denial", "denied", "DELETE", 403, .denied, .high),
            ("authz_denial", "allowed", "GET", 200, .denied, .medium),
            ("AUTHN_FAILURE", "denied", "", 401, .denied, .high),
            ("catalog_filtered", "denied", "", 0, .denied, .low),
            ("session_expiry", "allowed", "", 0, .succeeded, .low),
            ("lease_expiry_shutdown", "allowed", "", 0, .succeeded, .medium),
            ("something.new", "DENIED", "get", 0, .denied, .medium),
        ] as [(String, String, String, Int64, EventOutcome, Severity)])
    func judgement(
        type: String, decision: String, method: String, status: Int64, outcome: EventOutcome, severity: Severity
    ) throws {
        let record = try RuntimeSample.mapped([
            "eventType": .string(type), "decision": .string(decision), "method": .string(method),
            "statusCode": .integer(status), "reasonCode": "why",
        ])
        #expect(record.outcome == outcome)
        #expect(record.severity == severity)
        #expect(record.errorCode == (outcome == .succeeded ? nil : "why"))
        #expect((record.errorMessage != nil) == (outcome != .succeeded && status >= 400))
    }

    @Test("An error without a reason is named by its status")
    func status() throws {
        let record = try RuntimeSample.mapped(["statusCode": 503, "reasonCode": ""])
        #expect(record.errorCode == "http-503")
        #expect(record.errorMessage == "The service answered with status 503.")
    }

    @Test("Fields that the contract does not name are kept, numbers as they were written")
    func extra() throws {
        let text =
            RuntimeSample.line().jsonText.dropLast()
            + #","traceId":"t-1","cost":0.250,"tokens":{"input":12,"sessionToken":"hunter2"},"region":null}"#
        let record = try RuntimeFeedLine(line: Array(text.utf8)).record.get()
        #expect(
            record.changes == [
                "traceId": ["new": "t-1"], "cost": ["new": "0.250"],
                "tokens": ["new": ["input": 12, "sessionToken": "[redacted]"]],
            ])
    }

    @Test("C46: no secret of a URL, a header or a token gets through")
    func secrets() throws {
        let record = try RuntimeSample.mapped([
            "targetBaseUrl": "https://ada:hunter2@tickets.example.com/api?key=hunter2#hunter2",
            "path": "/v1/tickets?access_token=hunter2", "authScheme": "Bearer hunter2",
            "toolId": "glpat-hunter2hunter2hunter2", "principal": "eyJhbGciOi.hunter2hunter2.hunter2",
            "lineage": ["actor": ["sub": "agent", "token": "hunter2"]],
            "referrer": "see https://ada:hunter2@host/x?y=hunter2 for more", "password": "hunter2",
        ])
        let text = "\(record)"
        #expect(!text.contains("hunter2"), "\(text)")
        #expect(
            record.detail?.contains(
                "GET /v1/tickets?[redacted] at https://[redacted]@tickets.example.com/api?[redacted]")
                == true)
        #expect(record.actorAuthMethod == "Bearer")
        #expect(record.changes?["referrer"] == ["new": "see https://[redacted]@host/x?[redacted] for more"])
    }

    @Test("Absurd sizes are cut to their columns, with a mark")
    func sizes() throws {
        let long = JSONValue.string(String(repeating: "é\u{202E}", count: 5_000))
        let names = [
            "principal", "sessionId", "toolId", "serviceId", "targetBaseUrl", "decision", "reasonCode", "method",
            "path", "authScheme", "agentProfile",
        ]
        for name in names {
            let record = try RuntimeSample.mapped([name: long])
            #expect(record.title.unicodeScalars.count <= 200)
            #expect((record.detail?.unicodeScalars.count ?? 0) <= 4_000)
            #expect((record.actorUsername?.unicodeScalars.count ?? 0) <= 512)
            #expect((record.actorAuthMethod?.unicodeScalars.count ?? 0) <= 100)
            #expect((record.resourceID?.utf8.count ?? 0) <= 2_000)
            #expect((record.correlationID?.unicodeScalars.count ?? 0) <= 200)
            #expect((record.errorCode?.unicodeScalars.count ?? 0) <= 100)
        }
    }

    @Test("A line that breaks the contract says which field, and keeps its cursor")
    func poison() throws {
        let line = RuntimeSample.read(["statusCode": "200"])
        #expect(line.cursor == "c1")
        #expect(throws: LogExchangeError(.invalidRecord, "statusCode: expected a whole number.")) {
            try line.record.get()
        }
        let noID = RuntimeSample.read(["id": nil])
        #expect(noID.cursor == "c1")
        #expect(throws: LogExchangeError.self) { try noID.record.get() }
        let noCursor = RuntimeSample.read(["cursor": .string("two words")])
        #expect(noCursor.cursor == nil)
        #expect(throws: LogExchangeError.self) { try noCursor.record.get() }
    }

    @Test(
        "What is no line of JSON",
        arguments: [
            "", " ", "null", "[]", "[{}]", "{", "{}{}", "{\"a\":1} x", "\"text\"", "{\"a\":01}", "{'a':1}", "<html>",
            "{\"timestamp\":\"2026-04-16T09:30:00Z\",\"eventType\":\"x\"",
        ])
    func noLine(text: String) {
        #expect(throws: LogExchangeError.self) { try RuntimeFeedLine(line: Array(text.utf8)).record.get() }
    }

    @Test("Deep nesting, false UTF-8 and long lines are refused; half a surrogate and NUL are shown")
    func hostile() throws {
        let deep = "{\"a\":" + String(repeating: "[", count: 5_000)
        #expect(throws: LogExchangeError.self) { try RuntimeFeedLine(line: Array(deep.utf8)).record.get() }
        var broken = RuntimeSample.bytes(RuntimeSample.line())
        broken[broken.count / 2] = 0xFF
        #expect(throws: LogExchangeError.self) { try RuntimeFeedLine(line: broken).record.get() }
        let long = RuntimeSample.read(["pad": .string(String(repeating: "x", count: RuntimeFeedLine.maximumLength))])
        #expect(throws: LogExchangeError.self) { try long.record.get() }
        #expect(long.cursor == nil)
        let odd = RuntimeSample.line(1, ["toolId": nil]).jsonText.dropLast() + #","toolId":"a\u0000\ud800"}"#
        #expect(try RuntimeFeedLine(line: Array(odd.utf8)).record.get().resourceID == "a\u{2400}\u{FFFD}")
        let nested = #""# + String(repeating: "[", count: 60) + "1" + String(repeating: "]", count: 60)
        let kept = RuntimeSample.line().jsonText.dropLast() + ",\"deep\":\(nested)}"
        #expect(try RuntimeFeedLine(line: Array(kept.utf8)).record.get().changes?["deep"] != nil)
    }
}
