// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres

/// The statements that only `countersign_service` may run.
enum ServiceStatements {
    static let sealing: Query = """
        select h.head, h.sealed_at, h.pending, clock_timestamp(), \
        (select v.version from countersign.schema_version as v) from countersign.trail_head as h
        """

    static func feedCursor(_ origin: String) -> Query {
        "select cursor from countersign.feed_position where origin = \(origin)"
    }

    static func takeFeed(_ batch: FeedBatch, records: String, poison: String, machine: String?) -> Query {
        """
        select outcome, message, cursor, inserted::bigint, duplicates::bigint, poison::bigint, unreported \
        from countersign.take_feed(\(batch.origin), \(text: batch.after), \(text: batch.next), \(json: records), \
        \(json: poison), \(text: machine))
        """
    }

    static func recordCoverage(
        observer: String, source: String, state: String, message: String, coverage: String
    ) -> Query {
        """
        select countersign.record_coverage_change(\(observer), \(source), \(state), \(message), \(coverage))
        """
    }
}
