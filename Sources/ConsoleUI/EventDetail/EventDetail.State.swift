// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// One event with every field.
enum EventDetail {
    struct State: Sendable, Equatable {
        var id: String
        var event: AuditEvent?
        /// The load in flight.
        var token: Int?
        var problem: GovernanceError?
        /// Lines scrolled away at the top.
        var scroll = 0

        var isMissing: Bool { event == nil && token == nil && problem == nil }
    }
}

extension Console.State {
    /// Shows an event that is already in memory, or fetches it.
    mutating func showEvent(id: String) -> [Console.Effect] {
        let known =
            timeline.window.events.first { $0.id == id }
            ?? overview.latest.value?.events.first { $0.id == id }
        if let known {
            dialogs.append(.event(EventDetail.State(id: id, event: known)))
            return []
        }
        guard isLive else {
            inform(Words.Notices.needsDatabase, .warning)
            return []
        }
        let token = newToken()
        dialogs.append(.event(EventDetail.State(id: id, token: token)))
        return [.loadEvent(id: id, token: token)]
    }

    mutating func takeEvent(_ result: Result<AuditEvent?, GovernanceError>, token: Int) {
        for (index, dialog) in dialogs.enumerated() {
            guard case .event(var detail) = dialog, detail.token == token else { continue }
            detail.token = nil
            switch result {
            case .success(let event): detail.event = event
            case .failure(let error): detail.problem = error
            }
            dialogs[index] = .event(detail)
        }
    }
}
