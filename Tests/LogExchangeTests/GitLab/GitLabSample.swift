// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

@testable import LogExchange

/// Audit events of GitLab made for tests, in the shapes of its API and of `audit_json.log`.
enum GitLabSample {
    /// An event as the API answers it.
    static func event(
        _ number: Int = 1, details: [String: JSONValue?] = [:], _ changes: [String: JSONValue?] = [:]
    ) -> JSONValue {
        var inner: [String: JSONValue] = [
            "custom_message": "Project archived", "author_name": "Administrator",
            "author_email": "admin@example.com", "target_id": "flightjs/flight", "target_type": "Project",
            "target_details": "flightjs/flight", "ip_address": "127.0.0.1", "entity_path": "flightjs/flight",
        ]
        for (key, value) in details { inner[key] = value }
        var fields: [String: JSONValue] = [
            "id": .integer(Int64(number)), "author_id": 1, "entity_id": 6, "entity_type": "Project",
            "details": .object(inner), "created_at": "2019-08-30T07:00:41.885Z",
        ]
        for (key, value) in changes { fields[key] = value }
        return .object(fields)
    }

    /// A line of `audit_json.log`.
    static func logLine(_ changes: [String: JSONValue?] = [:]) -> JSONValue {
        var fields: [String: JSONValue] = [
            "severity": "INFO", "time": "2018-10-17T17:38:22.523Z", "correlation_id": "01HV3Z", "meta.user": "john",
            "meta.caller_id": "ProjectsController#update", "meta.remote_ip": "192.0.2.9", "author_id": 3,
            "author_name": "John Doe4", "entity_id": 2, "entity_type": "Project", "change": "visibility",
            "from": "Private", "to": "Public", "target_id": 2, "target_type": "Project",
            "target_details": "namespace2/project2",
        ]
        for (key, value) in changes { fields[key] = value }
        return .object(fields)
    }

    static func mapped(_ value: JSONValue) throws -> ImportRecord {
        var reader = RecordReader(format: .gitlab)
        return try reader.importRecord(from: Array(value.jsonText.utf8))
    }
}
