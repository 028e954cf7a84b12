// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How many events belong to one event for one reason.
public struct RelatedCount: Sendable, Hashable {
    public var relation: EventRelation
    /// The others, without the event itself; as many as were counted where there are more.
    public var count: Int
    /// Whether there are, or may be, more.
    public var isCut: Bool

    public init(relation: EventRelation, count: Int, isCut: Bool) {
        self.relation = relation
        self.count = count
        self.isCut = isCut
    }
}

extension AuditClient {
    /// Counts what belongs to an event, for each relation that it has: exactly what a page with the relation's filter shows
    /// beside the event itself. An event that is related in two ways is counted twice.
    ///
    /// One page of an index, one after the other: it takes one connection, and no reader waits for it.
    ///
    /// - Parameters:
    ///   - event: the event to begin with.
    ///   - window: how far before and after its recording, where only what is near it counts.
    ///   - most: how far is counted, 1 to 500.
    /// - Returns: in the order of `EventRelation`; relations that the event does not have are left out.
    /// - Throws: `GovernanceError`, `CancellationError`.
    public func relatedCounts(of event: AuditEvent, within window: Duration, most: Int) async throws -> [RelatedCount] {
        let most = min(max(most, 1), 500)
        var counts: [RelatedCount] = []
        for relation in EventRelation.allCases {
            guard let filter = relation.filter(for: event, within: window) else { continue }
            // one for the event itself, and one that tells whether there are more
            let page = try await page(EventQuery(filter: filter, limit: most + 2))
            let others = page.events.count { $0.id != event.id }
            counts.append(
                RelatedCount(
                    relation: relation, count: min(others, most), isCut: others > most || !page.reachedEnd))
        }
        return counts
    }
}
