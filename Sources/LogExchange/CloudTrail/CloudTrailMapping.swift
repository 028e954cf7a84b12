// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Turns a CloudTrail record into the columns of an event. The table of what becomes what, and why, is in the article
/// "CloudTrail records as events" of this module's documentation.
///
/// Source: AWS, "CloudTrail record contents for management, data, and network activity events",
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
enum CloudTrailMapping {
    static let recordsKey = "Records"
    /// The first key of a record as AWS writes it, and as tools that sort keys do.
    static let recordStartKeys = ["eventVersion", "additionalEventData", "apiVersion", "awsRegion"]

    /// - Throws: `LogExchangeError` where the value is no CloudTrail record or lacks what an event needs.
    static func importRecord(from record: CloudTrailRecord) throws(LogExchangeError) -> ImportRecord {
        guard record.value["eventID"] != nil || record.value["eventTime"] != nil || record.value["eventName"] != nil
        else {
            throw LogExchangeError(
                .notALog, "Not a CloudTrail record: it has neither eventID nor eventTime nor eventName.")
        }
        guard let id = record.value["eventID"]?.text else {
            throw LogExchangeError(.invalidRecord, "eventID: missing; without it a record cannot be told from others.")
        }
        guard id.unicodeScalars.count <= 200, !id.utf8.contains(0) else {
            throw LogExchangeError(.invalidRecord, "eventID: longer than 200 characters, or with a NUL character.")
        }
        guard let time = record.value["eventTime"]?.text, let occurredAt = Timestamp(rfc3339: time) else {
            throw LogExchangeError(.invalidRecord, "eventTime: missing, or not a time such as 2023-07-10T11:42:24Z.")
        }
        guard let name = record.eventName, let action = ActionName.screamingSnake(name) else {
            throw LogExchangeError(.invalidRecord, "eventName: missing, or without a letter to begin an action with.")
        }
        let resource = record.resource
        let outcome = record.outcome
        var changes = ReportedChanges()
        changes.add(record.value["requestParameters"])
        changes.add(record.value["responseElements"], prefix: "response.")
        changes.add(record.value["serviceEventDetails"], prefix: "service.")
        changes.add(record.value["insightDetails"], prefix: "insight.")
        return ImportRecord(
            originEventID: id, occurredAt: occurredAt, category: EventCategory.runtime.rawValue,
            severity: record.severity, action: action, title: title(name: name, record: record, resource: resource),
            detail: record.detail, actorUsername: record.actorUsername.map { BoundedText.cut($0, to: 512) },
            actorEmail: record.actorEmail, actorRoles: record.actorRole.map { [BoundedText.cut($0, to: 512)] },
            actorAuthMethod: record.authenticationMethod,
            clientAddress: record.value["sourceIPAddress"]?.text.map { BoundedText.cut($0, to: 255) },
            resourceType: resource?.type.map { BoundedText.cut($0, to: 100) },
            // An index entry of PostgreSQL ends at about 2,700 bytes, whatever the column allows.
            resourceID: (resource?.id).map { SecretRedaction.redacted($0, to: 1_024, bytes: 2_000) },
            tenant: record.account.map { BoundedText.cut($0, to: 200) },
            environment: record.value["awsRegion"]?.text.map { BoundedText.cut($0, to: 200) },
            correlationID: record.value["requestID"]?.text.map { BoundedText.cut($0, to: 200) }, outcome: outcome,
            errorCode: outcome == .succeeded ? nil : record.errorCode.map { BoundedText.cut($0, to: 100) },
            errorMessage: outcome == .succeeded ? nil : record.errorMessage, changes: changes.value)
    }

    private static func title(name: String, record: CloudTrailRecord, resource: CloudTrailResource?) -> String {
        let call = record.service.isEmpty ? name : "\(record.service) \(name)"
        let title = resource.map { "\(call): \($0.shortID)" } ?? call
        return SecretRedaction.redacted(title, to: 200)
    }
}
