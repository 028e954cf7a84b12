// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// One audit event of GitLab, from its API or from `audit_json.log`, with what can be read off it.
///
/// The API has most members in `details`; the log has them beside the others, and newer versions of it in both places.
///
/// Sources: GitLab, "Audit events API" (https://docs.gitlab.com/api/audit_events), "Audit event schema"
/// (https://docs.gitlab.com/user/compliance/audit_event_schema), "Log system: audit_json.log"
/// (https://docs.gitlab.com/administration/logs), and `app/services/audit_event_service.rb` of GitLab's own code.
struct GitLabRecord {
    var value: JSONValue

    /// A member by its name, in `details` or beside it.
    subscript(_ name: String) -> JSONValue? {
        if let member = value["details"]?[name], member != .null { return member }
        guard let member = value[name], member != .null else { return nil }
        return member
    }

    /// A member as one line of text; numbers and truth values too, since the log writes them as they come.
    func text(_ name: String) -> String? {
        switch self[name] {
        case .string(let text): text.isEmpty ? nil : text
        case .integer(let number): String(number)
        case .bool(let flag): String(flag)
        case .array(let array): array.isEmpty ? nil : JSONValue.array(array).jsonText
        default: nil
        }
    }

    /// The event's own id: a number in the API, a UUID in what GitLab streams. The log has none, or null.
    var id: String? {
        switch value["id"] {
        case .integer(let number)? where number > 0: String(number)
        case .string(let text)? where !text.isEmpty && text.unicodeScalars.count <= 200 && !text.utf8.contains(0): text
        default: nil
        }
    }

    var occurredAt: Timestamp? {
        value["created_at"]?.text.flatMap(Timestamp.init(rfc3339:))
            ?? value["time"]?.text.flatMap(Timestamp.init(rfc3339:))
    }

    /// The user's name where the log has it, else the name that GitLab shows, else the number.
    var actor: String? {
        text("meta.user") ?? text("author_name") ?? text("author_id").map { "user \($0)" }
    }

    var address: String? {
        ["ip_address", "meta.remote_ip", "remote_ip"].lazy.compactMap(text).first
    }

    /// Only the log has it.
    var correlation: String? { text("correlation_id") ?? text("meta.correlation_id") }

    var resourceType: String? { text("target_type") ?? text("entity_type") }

    /// What the target is called, else its number, else what it belongs to.
    var resourceID: String? {
        let named = text("target_details").flatMap { $0 == "unknown" ? nil : $0 }
        return named ?? text("target_id") ?? text("entity_path") ?? text("entity_id")
    }

    /// `Project flightjs/flight`.
    var entity: String? {
        let words = [text("entity_type"), text("entity_path") ?? text("entity_id")].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
