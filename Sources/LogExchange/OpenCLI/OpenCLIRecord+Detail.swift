// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What a person reads.
extension OpenCLIRecord {
    private static let factLimit = 500

    /// `Tool execution: tickets.list`.
    var title: String {
        let words = action.lowercased().replacing("_", with: " ")
        let kind = words.prefix(1).uppercased() + words.dropFirst()
        let subject = toolID ?? serviceID ?? sessionID
        return SecretRedaction.redacted(subject.map { "\(kind): \($0)" } ?? kind, to: 200)
    }

    /// What has no column of its own, as `name: value` facts in one line.
    var detail: String? {
        let facts: [(String, String?)] = [
            ("call", call),
            ("service", toolID == nil ? nil : serviceID),
            ("reason", outcome == .succeeded ? reasonCode : nil),
            ("agent", agentProfile),
            ("delegated by", lineage.delegatedBy),
            ("delegation", lineage.delegationID),
            ("acting", actor),
            ("session", sessionID),
            ("status", statusCode.flatMap { $0 > 0 ? "\($0)" : nil }),
            ("took", latency.map { "\($0) ms" }),
            ("retries", retryCount.flatMap { $0 > 0 ? "\($0)" : nil }),
            ("request", requestSize.flatMap { $0 > 0 ? "\($0) bytes" : nil }),
        ]
        let words = facts.compactMap { name, fact in
            fact.map { "\(name): \(SecretRedaction.redacted($0, to: Self.factLimit))" }
        }
        return words.isEmpty ? nil : BoundedText.cut(words.joined(separator: "; "), to: 4_000, bytes: 8_000)
    }

    /// `GET /v1/tickets at https://tickets.example`, without user information and query.
    private var call: String? {
        let parts = [
            method.map { BoundedText.cut($0, to: 20) }, path.map { SecretRedaction.redacted(path: $0) },
            targetBaseURL.map { "at \(SecretRedaction.redacted(link: $0))" },
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// The acting party's claims, the subject first.
    private var actor: String? {
        guard !lineage.actor.isEmpty else { return nil }
        let names = lineage.actor.keys.sorted { $1 != "sub" && ($0 == "sub" || $0 < $1) }
        return names.prefix(20).map { key in
            let claim = lineage.actor[key] ?? ""
            let shown = SecretRedaction.namesSecret(key) ? SecretRedaction.mark : claim
            return key == "sub" ? shown : "\(key) \(shown)"
        }.joined(separator: ", ")
    }
}
