// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension AuditEvent {
    /// The columns of the table `countersign.event`, by their names and in their order.
    var record: Record {
        Record([
            "id": .text(id), "format": Field(format), "occurred_at": .moment(occurredAt),
            "recorded_at": .moment(recordedAt), "stream": .text(stream.rawValue), "category": .text(category),
            "severity": .text(severity.rawValue), "action": .text(action), "title": .text(title),
            "detail": Field(detail), "actor_username": Field(actorUsername), "actor_email": Field(actorEmail),
            "actor_roles": Field(actorRoles), "actor_auth_method": Field(actorAuthMethod), "via": Field(via),
            "client_address": Field(clientAddress), "surface": Field(surface), "resource_type": Field(resourceType),
            "resource_id": Field(resourceID), "tenant": Field(tenant), "environment": Field(environment),
            "package_id": Field(packageID), "request_id": Field(requestID), "correlation_id": Field(correlationID),
            "backend": Field(backend), "result_reference": Field(resultReference),
            "outcome": .text(outcome.rawValue), "error_code": Field(errorCode), "error_message": Field(errorMessage),
            "changes": changes.map(Field.json) ?? .null, "coverage": Field(coverage), "origin": Field(origin),
            "origin_event_id": Field(originEventID),
        ])
    }

    static let listShape = RecordShape<AuditEvent>(
        record: { $0.record }, columns: timeColumns + commonColumns,
        tailWidths: [20, 8, 18, 44, 12, 9, 42])

    /// A tail shows the sealed number first: it is what one goes on from.
    static let tailShape = RecordShape<AuditEvent>(
        record: { $0.record },
        columns: [
            TableColumn("SEQ", alignment: .trailing) { DisplayText($0.sequence.map(String.init) ?? "") }
        ] + timeColumns + commonColumns,
        tailWidths: [7, 20, 8, 18, 44, 12, 9, 42])

    private static let timeColumns: [TableColumn<AuditEvent>] = [
        TableColumn("RECORDED") { DisplayText($0.recordedAt.shown) }
    ]

    private static let commonColumns: [TableColumn<AuditEvent>] = [
        TableColumn("SEVERITY", color: \.severity.color) { DisplayText($0.severity.rawValue) },
        TableColumn("CATEGORY", dropRank: 2) { DisplayText($0.category) },
        TableColumn("TITLE", minimumWidth: 16) { event in
            event.isClaim ? "\(event.title) (reported by \(event.origin ?? ""))" : DisplayText(event.title)
        },
        TableColumn("ACTOR", dropRank: 1) { DisplayText($0.actorUsername ?? "") },
        TableColumn("OUTCOME", dropRank: 3, color: \.outcome.color) { DisplayText($0.outcome.rawValue) },
        TableColumn("ID", dropRank: 4) { DisplayText($0.id) },
    ]
}

extension Severity {
    var color: TableColor {
        switch self {
        case .low: .faint
        case .medium: .plain
        case .high: .warning
        case .critical: .alarm
        }
    }
}

extension EventOutcome {
    var color: TableColor {
        switch self {
        case .succeeded: .good
        case .attempted, .unknown: .warning
        case .failed, .denied: .alarm
        }
    }
}
