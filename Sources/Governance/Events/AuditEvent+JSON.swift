// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension AuditEvent {
    /// The columns of the table `countersign.event` by their names and in their order; what is missing is null.
    public var columns: [(name: String, value: JSONValue)] {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return [
            ("id", .string(id)), ("format", .integer(Int64(format))), ("occurred_at", .string(occurredAt.rfc3339)),
            ("recorded_at", .string(recordedAt.rfc3339)), ("stream", .string(stream.rawValue)),
            ("category", .string(category)), ("severity", .string(severity.rawValue)), ("action", .string(action)),
            ("title", .string(title)), ("detail", text(detail)), ("actor_username", text(actorUsername)),
            ("actor_email", text(actorEmail)), ("actor_roles", .array(actorRoles.map(JSONValue.string))),
            ("actor_auth_method", text(actorAuthMethod)), ("via", text(via)), ("client_address", text(clientAddress)),
            ("surface", text(surface)), ("resource_type", text(resourceType)), ("resource_id", text(resourceID)),
            ("tenant", text(tenant)), ("environment", text(environment)), ("package_id", text(packageID)),
            ("request_id", text(requestID)), ("correlation_id", text(correlationID)), ("backend", text(backend)),
            ("result_reference", text(resultReference)), ("outcome", .string(outcome.rawValue)),
            ("error_code", text(errorCode)), ("error_message", text(errorMessage)), ("changes", changes ?? .null),
            ("coverage", text(coverage)), ("origin", text(origin)), ("origin_event_id", text(originEventID)),
        ]
    }

    /// The event as one line of JSON, as `events list --format jsonl` writes it.
    public var jsonText: String {
        var text = ""
        JSONValue.write(members: columns, to: &text)
        return text
    }
}
