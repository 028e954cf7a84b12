// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Turns a runtime event of Open CLI into the columns of an event. The table of what becomes what, and why, is in the
/// article "The feed of runtime events" of this module's documentation.
enum OpenCLIMapping {
    static let idLimit = 200
    static let cursorLimit = 500

    /// A record of a file, with the id that it has or one that is made for it.
    static func importRecord(
        from bytes: [UInt8], _ value: JSONValue, identity: inout RecordIdentity
    ) throws(LogExchangeError) -> ImportRecord {
        guard bytes.count <= RuntimeFeedLine.maximumLength else {
            throw LogExchangeError(
                .invalidRecord,
                "The record has \(bytes.count) bytes; at most \(RuntimeFeedLine.maximumLength) are taken.")
        }
        let line = try OpenCLILine(checkedBytes: bytes)
        let record = try OpenCLIRecord(fields: line.fields)
        _ = try line.fields.token("cursor", limit: cursorLimit)
        let id = try line.fields.token("id", limit: idLimit) ?? identity.id(of: value)
        return importRecord(from: record, id: id, extra: line.extra)
    }

    /// The columns, under an id that is the line's own or made for it.
    static func importRecord(
        from record: OpenCLIRecord, id: String, extra: [String: JSONValue]
    ) -> ImportRecord {
        var changes = ReportedChanges()
        changes.add(.object(extra))
        let outcome = record.outcome
        return ImportRecord(
            originEventID: id, occurredAt: record.occurredAt, category: EventCategory.runtime.rawValue,
            severity: record.severity, action: record.action, title: record.title, detail: record.detail,
            actorUsername: record.principal.map { bounded($0, 512) },
            actorEmail: record.principal.flatMap(EmailAddress.init)?.text,
            // Only the scheme's name: what stands after it in a header is the credential.
            actorAuthMethod: record.authScheme?.split(separator: " ").first.map { bounded(String($0), 100) },
            resourceType: record.toolID != nil ? "tool" : record.serviceID != nil ? "service" : nil,
            // An index entry of PostgreSQL ends at about 2,700 bytes, whatever the column allows.
            resourceID: (record.toolID ?? record.serviceID).map { bounded($0, 1_024, bytes: 2_000) },
            correlationID: (record.sessionID ?? record.lineage.delegationID).map { bounded($0, 200) },
            outcome: outcome, errorCode: record.errorCode.map { bounded($0, 100) },
            errorMessage: record.errorMessage, changes: changes.value)
    }

    private static func bounded(_ text: String, _ limit: Int, bytes: Int = .max) -> String {
        SecretRedaction.redacted(text, to: limit, bytes: bytes)
    }
}
