// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres

/// The statements that only `countersign_service` may run.
enum ServiceStatements {
    static let sealing: Query = """
        select h.head, h.sealed_at, h.pending, clock_timestamp(), \
        (select v.version from countersign.schema_version as v) from countersign.trail_head as h
        """
}
