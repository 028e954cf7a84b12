// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// The events that governed calls leave, refused ones included.
extension InMemoryGovernance {
    static let reasonAdvice = "reason: write at least 10 non-blank characters; every later reader sees them."

    static func isReason(_ text: String) -> Bool {
        text.filter { !$0.isWhitespace }.count >= 10
    }

    func newEvent(
        _ action: String, _ category: String, _ severity: Severity, by login: String, _ context: ActionContext,
        _ state: borrowing State
    ) -> AuditEvent {
        let moment = now()
        let person = state.people.first { $0.login == login }
        return AuditEvent(
            id: "", occurredAt: moment, recordedAt: moment, stream: .governance, category: category,
            severity: severity, action: action, title: "", actorUsername: login, actorEmail: person?.email,
            actorRoles: person?.roles.map(\.rawValue) ?? [], actorAuthMethod: "peer", surface: context.surface,
            correlationID: context.correlationID, coverage: context.coverage)
    }

    func accept(_ event: AuditEvent, _ title: String, _ message: String, _ state: inout State) -> ActionResult {
        var event = event
        event.title = title
        let appended = Self.append(event, to: &state)
        return ActionResult(
            outcome: .succeeded, message: message, requestID: event.requestID, eventID: appended.id)
    }

    func refuse(
        _ event: AuditEvent, _ title: String, _ code: RefusalCode, _ message: String, _ state: inout State
    ) -> ActionResult {
        var event = event
        event.title = title
        event.detail = message
        event.outcome = .denied
        event.errorCode = code.rawValue
        event.errorMessage = message
        let appended = Self.append(event, to: &state)
        return ActionResult(
            outcome: .denied, code: code.rawValue, message: message, requestID: event.requestID,
            eventID: appended.id)
    }
}
