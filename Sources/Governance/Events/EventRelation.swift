// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why two events belong together. No source says which change enabled a call, so what they have in common tells.
public enum EventRelation: String, Sendable, Hashable, CaseIterable {
    /// They bear the same correlation id, whenever they happened.
    case correlation
    /// They belong to the same request, whenever they happened.
    case request
    /// The same principal did them, within the window.
    case principal
    /// Done, within the window, by the one whom the event is about: whom a grant or an assignment names.
    case subject
    /// They touched the same resource, within the window.
    case resource
    /// Done, within the window, to the principal of the event: the grant or assignment that may have enabled it.
    case standing

    /// Whether only what happened near the event counts.
    public var hasWindow: Bool { self != .correlation && self != .request }

    /// What to look for to find events that are so related; nil where the event has nothing of the kind.
    func term(for event: AuditEvent) -> EventFilter.Term? {
        switch self {
        case .correlation: event.correlationID.map { EventFilter.Term(field: .correlation, values: [$0]) }
        case .request: event.requestID.map { EventFilter.Term(field: .request, values: [$0]) }
        case .principal: event.actorUsername.map { EventFilter.Term(field: .actor, values: [$0]) }
        case .subject: event.subject.map { EventFilter.Term(field: .actor, values: [$0]) }
        case .resource: event.resourceID.map { EventFilter.Term(field: .resource, values: ["/\($0)"]) }
        case .standing: event.actorUsername.map { EventFilter.Term(field: .resource, values: ["/\($0)"]) }
        }
    }
}

extension AuditEvent {
    /// The person or agent whom the event is about, where it names one that did not act: the resource where its type
    /// says that it is one, else what `changes` name as the principal.
    public var subject: String? {
        let named = resourceType.map { Self.principalTypes.contains($0.lowercased()) } == true ? resourceID : nil
        guard let subject = named ?? changedPrincipal, subject != actorUsername else { return nil }
        return subject
    }

    private var changedPrincipal: String? {
        guard case .object(let fields)? = changes else { return nil }
        for name in Self.principalFields {
            guard case .object(let change)? = fields[name] else { continue }
            for side in ["new", "old"] {
                if case .string(let text)? = change[side], !text.isEmpty { return text }
            }
        }
        return nil
    }

    private static let principalTypes: Set<String> = ["person", "principal", "user", "agent", "account", "member"]
    private static let principalFields = ["principal_id", "principalId", "principal", "person", "login", "username"]
}
