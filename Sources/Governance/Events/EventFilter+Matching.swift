// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension EventFilter {
    /// Whether the event passes, with the meaning that the query has in PostgreSQL.
    ///
    /// Texts are compared code point by code point. A term about something that the event does not have does not hold,
    /// and its negation holds.
    public func matches(_ event: AuditEvent) -> Bool {
        if let since, event.recordedAt < since { return false }
        if let until, event.recordedAt >= until { return false }
        return terms.allSatisfy { $0.matches(event) } && phrases.allSatisfy { $0.matches(event) }
    }
}

extension EventFilter.Term {
    func matches(_ event: AuditEvent) -> Bool {
        values.contains { holds($0, event) } != isNegated
    }

    private func holds(_ value: String, _ event: AuditEvent) -> Bool {
        switch field {
        case .action: Self.same(event.action, value)
        case .actor:
            Self.same(event.actorUsername, value) || (value.contains("@") && Self.same(event.actorEmail, value))
        case .category: Self.same(event.category, value)
        case .correlation: Self.same(event.correlationID, value)
        case .environment: Self.same(event.environment, value)
        case .id: Self.same(event.id, value)
        case .origin: Self.same(event.origin, value)
        case .outcome: Self.same(event.outcome.rawValue, value)
        case .package: Self.same(event.packageID, value)
        case .request: Self.same(event.requestID, value)
        case .resource: Self.isResource(event, value)
        case .severity: compares(event.severity, value)
        case .stream: Self.same(event.stream.rawValue, value)
        case .surface: Self.same(event.surface, value)
        case .tenant: Self.same(event.tenant, value)
        }
    }

    private func compares(_ severity: Severity, _ value: String) -> Bool {
        guard let bound = Severity(rawValue: value) else { return false }
        return switch comparison {
        case .equal: severity == bound
        case .atLeast: severity >= bound
        case .greater: severity > bound
        case .atMost: severity <= bound
        case .less: severity < bound
        }
    }

    /// `type`, `type/id` or `/id`; the type ends at the first slash.
    private static func isResource(_ event: AuditEvent, _ value: String) -> Bool {
        let scalars = value.unicodeScalars
        guard let slash = scalars.firstIndex(of: "/") else { return same(event.resourceType, value) }
        let type = String(scalars[..<slash])
        let identifier = String(scalars[scalars.index(after: slash)...])
        return (type.isEmpty || same(event.resourceType, type)) && same(event.resourceID, identifier)
    }

    /// PostgreSQL compares code points; `==` on strings would take canonically equivalent texts for the same.
    private static func same(_ column: String?, _ value: String) -> Bool {
        guard let column else { return false }
        return column.utf8.elementsEqual(value.utf8)
    }
}

extension EventFilter.Phrase {
    func matches(_ event: AuditEvent) -> Bool {
        let needle = Self.folded(text)
        let isContained =
            Self.contains(Self.folded(event.title), needle)
            || event.detail.map { Self.contains(Self.folded($0), needle) } ?? false
        return isContained != isNegated
    }

    /// Lower case code point by code point, as `lower()` does it; a mapping to several code points is left out.
    private static func folded(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.map { scalar in
            let mapping = scalar.properties.lowercaseMapping.unicodeScalars
            guard let first = mapping.first, mapping.count == 1 else { return scalar }
            return first
        }
    }

    private static func contains(_ text: [Unicode.Scalar], _ needle: [Unicode.Scalar]) -> Bool {
        guard !needle.isEmpty else { return true }
        guard text.count >= needle.count else { return false }
        return (0...(text.count - needle.count)).contains { start in
            text[start..<(start + needle.count)].elementsEqual(needle)
        }
    }
}
