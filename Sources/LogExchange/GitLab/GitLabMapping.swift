// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Turns an audit event of GitLab into the columns of an event. The table of what becomes what, and why, is in the
/// article "GitLab audit events as events" of this module's documentation.
enum GitLabMapping {
    /// - Throws: `LogExchangeError` where the record is no audit event of GitLab or lacks what an event needs.
    static func importRecord(
        from record: GitLabRecord, identity: inout RecordIdentity
    ) throws(LogExchangeError) -> ImportRecord {
        guard record.value["author_id"] != nil || record.value["entity_type"] != nil else {
            throw LogExchangeError(.notALog, "Not an audit event of GitLab: it has neither author_id nor entity_type.")
        }
        guard let occurredAt = record.occurredAt else {
            throw LogExchangeError(
                .invalidRecord, "created_at, time: missing, or not a time such as 2019-08-30T07:00:41.885Z.")
        }
        let id = record.id ?? identity.id(of: record.value)
        let outcome = record.outcome
        return ImportRecord(
            originEventID: id, occurredAt: occurredAt, category: EventCategory.runtime.rawValue,
            severity: record.severity, action: record.action, title: record.title, detail: record.detail,
            actorUsername: record.actor.map { bounded($0, 512) },
            actorEmail: record.text("author_email").flatMap(EmailAddress.init)?.text,
            actorAuthMethod: record.text("with").map { bounded($0, 100) },
            clientAddress: record.address.map { bounded($0, 255) },
            resourceType: record.resourceType.map { bounded($0, 100) },
            // An index entry of PostgreSQL ends at about 2,700 bytes, whatever the column allows.
            resourceID: record.resourceID.map { bounded($0, 1_024, bytes: 2_000) },
            correlationID: record.correlation.map { bounded($0, 200) },
            outcome: outcome, errorCode: outcome == .succeeded ? nil : record.action, changes: record.changes)
    }

    private static func bounded(_ text: String, _ limit: Int, bytes: Int = .max) -> String {
        SecretRedaction.redacted(text, to: limit, bytes: bytes)
    }
}
