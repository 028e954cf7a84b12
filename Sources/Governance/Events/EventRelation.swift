// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why two events belong together. No source says which change enabled a call, so what they have in common tells.
public enum EventRelation: String, Sendable, Hashable, CaseIterable {
    /// They bear the same correlation id, whenever they happened.
    case correlation
    /// They belong to the same request, whenever they happened.
    case request
    /// They are about the same deployment package, whenever they happened.
    case package
    /// The same principal did them, within the window.
    case principal
    /// Done, within the window, by the one whom the event is about: whom a grant or an assignment names.
    case subject
    /// They touched the same resource, within the window.
    case resource
    /// Done, within the window, to the principal of the event: the grant or assignment that may have enabled it.
    case standing

    /// Whether only what happened near the event counts.
    public var hasWindow: Bool {
        switch self {
        case .correlation, .request, .package: false
        case .principal, .subject, .resource, .standing: true
        }
    }

    /// What events that are so related have in common with this one; nil where it has nothing of the kind.
    public func value(of event: AuditEvent) -> String? {
        switch self {
        case .correlation: event.correlationID
        case .request: event.requestID
        case .package: event.packageID
        case .principal, .standing: event.actorUsername
        case .subject: event.subject
        case .resource: event.resourceID
        }
    }

    /// What to look for to find events that are so related; nil where the event has nothing of the kind.
    func term(for event: AuditEvent) -> EventFilter.Term? {
        guard let value = value(of: event) else { return nil }
        return switch self {
        case .correlation: EventFilter.Term(field: .correlation, values: [value])
        case .request: EventFilter.Term(field: .request, values: [value])
        case .package: EventFilter.Term(field: .package, values: [value])
        case .principal, .subject: EventFilter.Term(field: .actor, values: [value])
        case .resource, .standing: EventFilter.Term(field: .resource, values: ["/\(value)"])
        }
    }

    /// The filter that the event and those that are so related pass, in the order of recording.
    ///
    /// - Parameters:
    ///   - event: the event to begin with.
    ///   - window: how far before and after its recording, where only what is near it counts.
    /// - Returns: nil where the event has nothing of the kind.
    public func filter(for event: AuditEvent, within window: Duration) -> EventFilter? {
        guard let term = term(for: event) else { return nil }
        var filter = EventFilter(terms: [term])
        if hasWindow {
            filter.since = event.recordedAt.advanced(by: .zero - window)
            filter.until = event.recordedAt.advanced(by: window)
        }
        return filter
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
