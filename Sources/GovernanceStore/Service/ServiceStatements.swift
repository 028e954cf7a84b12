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

    static func clearFeedBlock(_ origin: String, at cursor: String?) -> Query {
        "select countersign.clear_feed_block(\(origin), \(text: cursor))"
    }

    static func recordCoverage(
        observer: String, source: String, state: String, message: String, coverage: String
    ) -> Query {
        """
        select countersign.record_coverage_change(\(observer), \(source), \(state), \(message), \(coverage))
        """
    }

    /// No row where a daemon records. Another login's name for its connection counts for nothing.
    static func recordCoverageAlone(
        observer: String, source: String, state: String, message: String, coverage: String
    ) -> Query {
        """
        select countersign.record_coverage_change(\(observer), \(source), \(state), \(message), \(coverage)) \
        where not exists ( \
        select from pg_catalog.pg_stat_activity as a \
        inner join pg_catalog.pg_stat_activity as own on own.pid = pg_catalog.pg_backend_pid() \
        where a.datid = own.datid and a.usesysid = own.usesysid and a.pid <> own.pid \
        and a.application_name = \(ServiceStore.daemonName))
        """
    }
}
