// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@testable import LogExchange

@Suite("C39: an audit event of GitLab as an event")
struct GitLabMappingTests {
    @Test("An event of the API finds its columns")
    func api() throws {
        let record = try GitLabSample.mapped(GitLabSample.event(17))
        #expect(record.originEventID == "17")
        #expect(record.occurredAt == Timestamp(rfc3339: "2019-08-30T07:00:41.885Z"))
        #expect(record.action == "PROJECT_ARCHIVED")
        #expect(record.title == "Project archived")
        #expect(record.severity == .medium)
        #expect(record.actorUsername == "Administrator")
        #expect(record.actorEmail == "admin@example.com")
        #expect(record.clientAddress == "127.0.0.1")
        #expect(record.resourceType == "Project")
        #expect(record.resourceID == "flightjs/flight")
        #expect(record.outcome == .succeeded)
        #expect(record.correlationID == nil)
        #expect(record.changes == nil)
        #expect(
            record.detail == """
                in: Project flightjs/flight; target: Project flightjs/flight (flightjs/flight); \
                author: Administrator (1)
                """)
    }

    @Test("A line of audit_json.log finds its columns, old and new value included")
    func log() throws {
        let record = try GitLabSample.mapped(GitLabSample.logLine())
        #expect(record.originEventID.count == 64)
        #expect(record.occurredAt == Timestamp(rfc3339: "2018-10-17T17:38:22.523Z"))
        #expect(record.action == "CHANGE_VISIBILITY")
        #expect(record.title == "Change visibility: namespace2/project2")
        #expect(record.severity == .high)
        #expect(record.actorUsername == "john")
        #expect(record.clientAddress == "192.0.2.9")
        #expect(record.correlationID == "01HV3Z")
        #expect(record.changes == ["visibility": ["old": "Private", "new": "Public"]])
        #expect(record.detail?.contains("call: ProjectsController#update") == true)
    }

    @Test(
        "Actions, outcomes and severities",
        arguments: [
            (
                ["event_type": "audit_events_streaming_instance_headers_create"],
                "AUDIT_EVENTS_STREAMING_INSTANCE_HEADERS_CREATE",
                EventOutcome.succeeded, Severity.high
            ),
            (["add": "user_access", "as": "Owner"], "ADD_USER_ACCESS", .succeeded, .high),
            (["remove": "project"], "REMOVE_PROJECT", .succeeded, .medium),
            (
                ["change": "email address", "from": "a@x.org", "to": "b@x.org"], "CHANGE_EMAIL_ADDRESS", .succeeded,
                .medium
            ),
            (["with": "standard"], "SIGN_IN", .succeeded, .low),
            (["failed_login": "STANDARD"], "SIGN_IN_FAILED", .denied, .high),
            (
                ["event_name": "login_failed_with_otp_authentication"], "LOGIN_FAILED_WITH_OTP_AUTHENTICATION", .denied,
                .high
            ),
            (["event_type": "repository_download_operation"], "REPOSITORY_DOWNLOAD_OPERATION", .succeeded, .low),
            (["event_type": "project_export_failed"], "PROJECT_EXPORT_FAILED", .failed, .medium),
            (["custom_message": "Moved it from one place to another"], "GITLAB_EVENT", .succeeded, .medium),
            (["custom_message": "Created custom HTTP header with key X-arg."], "GITLAB_EVENT", .succeeded, .high),
            (
                ["custom_message": "Added deploy key", "target_type": "DeployKey"], "ADDED_DEPLOY_KEY", .succeeded,
                .high
            ),
        ] as [([String: JSONValue], String, EventOutcome, Severity)])
    func judgement(details: [String: JSONValue], action: String, outcome: EventOutcome, severity: Severity) throws {
        var members: [String: JSONValue?] = ["custom_message": nil]
        for (key, value) in details { members[key] = value }
        let record = try GitLabSample.mapped(GitLabSample.event(details: members))
        #expect(record.action == action)
        #expect(record.outcome == outcome)
        #expect(record.severity == severity)
    }

    @Test("C46: no secret gets through")
    func secrets() throws {
        let record = try GitLabSample.mapped(
            GitLabSample.event(details: [
                "custom_message": "Created token glpat-hunter2hunter2hunter2 for https://a:hunter2@host/?t=hunter2",
                "change": "password", "from": "hunter2", "to": "hunter2", "runner_registration_token": "hunter2",
            ]))
        #expect(!"\(record)".contains("hunter2"), "\(record)")
    }

    @Test(
        "What lacks what an event needs is refused with the field",
        arguments: [
            (["created_at": nil], "created_at"), (["created_at": "yesterday"], "created_at"),
            (["author_id": nil, "entity_type": nil], "author_id"),
        ] as [([String: JSONValue?], String)])
    func refused(changes: [String: JSONValue?], field: String) {
        let error = #expect(throws: LogExchangeError.self) {
            try GitLabSample.mapped(GitLabSample.event(1, changes))
        }
        #expect(error?.message.contains(field) == true)
    }

    @Test("Fields of unexpected types and sizes are taken as far as they make sense")
    func oddities() throws {
        let long = JSONValue.string(String(repeating: "\u{202E}é", count: 20_000))
        let record = try GitLabSample.mapped(
            GitLabSample.event(
                details: [
                    "author_name": 7, "target_details": ["a", "b"], "ip_address": long, "custom_message": long,
                    "target_type": long, "extra": long,
                ], ["id": "e-1"]))
        #expect(record.originEventID == "e-1")
        #expect(record.actorUsername == "7")
        #expect(record.resourceID == "[\"a\",\"b\"]")
        #expect(record.title.unicodeScalars.count == 200)
        #expect((record.resourceType?.unicodeScalars.count ?? 0) <= 100)
        #expect((record.clientAddress?.unicodeScalars.count ?? 0) <= 255)
        let noDetails = try GitLabSample.mapped(GitLabSample.event(2, ["details": "text"]))
        #expect(noDetails.action == "GITLAB_EVENT")
    }
}
