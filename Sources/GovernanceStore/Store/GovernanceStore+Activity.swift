// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Postgres

extension GovernanceStore {
    func activity(_ query: ActivityQuery) async throws -> [ActivityCount] {
        let tier = try await session.tier()
        return try await database.rows(ActivityStatements.counts(query, tier: tier), isPrepared: false).map { row in
            var columns = ColumnReader(row: row, position: 0)
            return ActivityCount(
                start: Timestamp(microseconds: try columns.next()), stream: try columns.nextWord(),
                severity: try columns.nextWord(), events: try columns.next())
        }
    }
}

/// The statements about counts, and about what left the trail as a file.
enum ActivityStatements {
    /// The newest `limit` counts, oldest first.
    static func counts(_ query: ActivityQuery, tier: ReadingTier) -> Query {
        let unit: Query = "'\(unescaped: query.unit.rawValue)'"
        var bounds: Query = ""
        if let since = query.since {
            bounds += " and hour >= \(timestamp: ActivityUnit.hour.start(of: since).microseconds)"
        }
        if let until = query.until { bounds += " and hour < \(timestamp: until.microseconds)" }
        let limit = min(max(query.limit, 1), 100_000)
        return """
            select start, stream, severity, events from (\
            select date_trunc(\(unit), hour, 'UTC') as start, stream, severity, sum(events)::bigint as events \
            from \(unescaped: tier.activityView) where true\(bounds) group by 1, 2, 3 \
            order by 1 desc, 2, 3 limit \(unescaped: String(limit))) as counts order by 1, 2, 3
            """
    }

    static func record(_ summary: String, client: String) -> Query {
        "select \(ActionResult.columns) from countersign.record_export(\(json: summary), \(json: client))"
    }
}

extension ExportSummary {
    /// As `record_export()` takes it.
    var json: String {
        get throws(GovernanceError) {
            var members: [String: JSONValue] = [
                "format": .string(format.rawValue), "filter": .string(filter), "order": .string(order.rawValue),
                "count": .integer(Int64(count)), "sha256": .string(sha256),
            ]
            members["first_id"] = firstID.map(JSONValue.string)
            members["last_id"] = lastID.map(JSONValue.string)
            return try JSONText.encode(.object(members))
        }
    }
}
