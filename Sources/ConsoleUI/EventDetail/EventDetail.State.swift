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
        /// How many others there are, counted while the event is read already.
        var related = Loaded<[RelatedCount]>()

        /// What others may have in common with the event, by number.
        var relations: [EventRelation] {
            guard let event else { return [] }
            return EventRelation.allCases.filter { $0.value(of: event) != nil }
        }

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
            return countRelated()
        }
        guard isLive else {
            inform(Words.Notices.needsDatabase, .warning)
            return []
        }
        let token = newToken()
        dialogs.append(.event(EventDetail.State(id: id, token: token)))
        return [.loadEvent(id: id, token: token)]
    }

    mutating func takeEvent(_ result: Result<AuditEvent?, GovernanceError>, token: Int) -> [Console.Effect] {
        for (index, dialog) in dialogs.enumerated() {
            guard case .event(var detail) = dialog, detail.token == token else { continue }
            detail.token = nil
            switch result {
            case .success(let event): detail.event = event
            case .failure(let error): detail.problem = error
            }
            dialogs[index] = .event(detail)
        }
        return countRelated()
    }

    // MARK: Related events

    /// Counts what belongs to the event that is read, unless that is done; the event is shown meanwhile.
    mutating func countRelated() -> [Console.Effect] {
        let index = dialogs.lastIndex { if case .event = $0 { true } else { false } }
        guard isLive, let index, case .event(var detail) = dialogs[index], let event = detail.event,
            !detail.relations.isEmpty, detail.related.value == nil, !detail.related.isLoading
        else { return [] }
        let token = newToken()
        detail.related.token = token
        dialogs[index] = .event(detail)
        return [.countRelated(event, within: Timeline.relatedWindow, token: token)]
    }

    mutating func takeRelated(_ result: Result<[RelatedCount], GovernanceError>, token: Int) {
        for (index, dialog) in dialogs.enumerated() {
            guard case .event(var detail) = dialog, detail.related.finish(result, token: token, at: now) else {
                continue
            }
            dialogs[index] = .event(detail)
        }
    }

    /// Ends the count for the event on top; it is about to go.
    mutating func stopCountingRelated() -> [Console.Effect] {
        guard case .event(var detail)? = dialogs.last, detail.related.isLoading else { return [] }
        detail.related.token = nil
        dialogs[dialogs.count - 1] = .event(detail)
        return [.cancel(.related)]
    }
}
