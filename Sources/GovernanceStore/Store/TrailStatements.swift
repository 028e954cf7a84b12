// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// The statements about the sealed trail as a whole.
enum TrailStatements {
    static let head: Query = "select head from countersign.trail_head"

    static let status: Query = """
        select h.head, g.lost::bigint from countersign.trail_head as h cross join countersign.attempt_gap as g
        """

    /// Readable events after a sequence number, up to a head that was read before.
    static func events(after: Int64, upTo head: Int64, tier: ReadingTier) -> Query {
        """
        select seq, \(EventStatements.columns) from \(unescaped: tier.tailView) \
        where seq > \(after) and seq <= \(head) order by seq limit \(EventTail.mostEvents)
        """
    }

    static func seal(_ most: Int) -> Query {
        "select sealed, head from countersign.seal(\(Int32(clamping: most)))"
    }

    /// At most so many of each kind.
    static func expireDue(_ most: Int) -> Query {
        "select requests, sessions, summaries from countersign.expire_due(\(Int32(clamping: most)))"
    }
}
