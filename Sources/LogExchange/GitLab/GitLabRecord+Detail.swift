// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What a person reads.
extension GitLabRecord {
    private static let factLimit = 500

    /// `Change email address: Andreas`; a message of GitLab's own as it is.
    var title: String {
        let title: String
        if let message = text("custom_message") {
            title = message
        } else {
            let words = action.lowercased().replacing("_", with: " ")
            let kind = words.prefix(1).uppercased() + words.dropFirst()
            title = resourceID.map { "\(kind): \($0)" } ?? kind
        }
        return SecretRedaction.redacted(title, to: 200)
    }

    /// What has no column of its own, as `name: value` facts in one line.
    var detail: String? {
        let facts: [(String, String?)] = [
            ("in", entity),
            ("target", target),
            ("as", text("as")),
            ("signed in with", text("with")),
            ("sign-in failed with", text("failed_login")),
            ("author", authorDescription),
            ("impersonated by", text("impersonated_by")),
            ("call", text("meta.caller_id")),
            ("message", longMessage),
        ]
        let words = facts.compactMap { name, fact in
            fact.map { "\(name): \(SecretRedaction.redacted($0, to: Self.factLimit))" }
        }
        return words.isEmpty ? nil : BoundedText.cut(words.joined(separator: "; "), to: 4_000, bytes: 8_000)
    }

    private var target: String? {
        let words = [text("target_type"), text("target_details"), text("target_id").map { "(\($0))" }]
        let known = words.compactMap(\.self)
        return known.isEmpty ? nil : known.joined(separator: " ")
    }

    private var authorDescription: String? {
        let words = [text("author_class"), text("author_name"), text("author_id").map { "(\($0))" }].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// A message that the title had to cut.
    private var longMessage: String? {
        guard let message = text("custom_message"), message.unicodeScalars.count > 200 else { return nil }
        return message
    }

    /// The old and the new value, where GitLab tells them, and everything that has no place elsewhere.
    var changes: JSONValue? {
        var changes = ReportedChanges()
        for source in [value, value["details"] ?? .null] {
            guard case .object(let members) = source else { continue }
            changes.add(.object(members.filter { !Self.placed.contains($0.key) }))
        }
        if let what = text("change") {
            changes.add(what, old: self["from"] ?? .null, new: self["to"] ?? .null)
        } else {
            changes.add(.object(["from": self["from"] ?? .null, "to": self["to"] ?? .null]))
        }
        return changes.value
    }

    /// Members that are columns or facts.
    private static let placed: Set<String> = [
        "id", "author_id", "author_name", "author_email", "author_class", "entity_id", "entity_type", "entity_path",
        "details", "created_at", "time", "severity", "target_id", "target_type", "target_details", "ip_address",
        "custom_message", "event_type", "event_name", "add", "remove", "change", "from", "to", "as", "with",
        "failed_login", "impersonated_by", "correlation_id", "meta.correlation_id", "meta.user", "meta.remote_ip",
        "remote_ip", "meta.caller_id",
    ]
}
