// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension EventFields {
    /// Every field with its label, in the order of reading; one without a value is not shown.
    var fields: [(DisplayText, String?)] {
        [
            ("id", event.id),
            ("action", event.action),
            ("stream", event.stream.rawValue),
            ("category", event.category),
            ("severity", event.severity.rawValue),
            ("outcome", event.outcome.rawValue),
            ("error code", event.errorCode),
            ("error message", event.errorMessage),
            ("actor", event.actorUsername),
            ("email", event.actorEmail),
            ("roles", event.actorRoles.isEmpty ? nil : event.actorRoles.joined(separator: ", ")),
            ("auth method", event.actorAuthMethod),
            ("via", event.via),
            ("client address", event.clientAddress),
            ("surface", event.surface),
            ("recorded at", event.recordedAt.exactText.description),
            (event.isClaim ? "said to occur at" : "occurred at", event.occurredAt.exactText.description),
            ("resource type", event.resourceType),
            ("resource", event.resourceID),
            ("tenant", event.tenant),
            ("environment", event.environment),
            ("package", event.packageID),
            ("request", event.requestID),
            ("correlation", event.correlationID),
            ("backend", event.backend),
            ("result", event.resultReference),
            ("coverage", event.coverage),
            ("origin", event.origin),
            ("origin's id", event.originEventID),
            ("format", String(event.format)),
            ("sequence", event.sequence.map { String($0) }),
        ]
    }
}
