// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Logging
import Postgres

/// Statements on leased connections.
struct Database: Sendable {
    private let pool: Pool

    init(_ connection: Connection.Configuration, limit: Int, wait: Duration, logger: Logger?) {
        var connection = connection
        // With it PostgreSQL would read the CHECKs of each month of each stream to plan a page, which takes longer than
        // the page (half of 18 ms with a year of months, measured), and leaves out nothing: the views leave out streams
        // and the bounds on ids leave out months without it.
        connection.settings["constraint_exclusion"] = "off"
        pool = Pool(configuration: connection, maximumConnections: limit, waitLimit: wait, logger: logger)
    }

    func close() async {
        await pool.close()
    }

    /// The rows of one statement; not prepared where the values decide what is a good plan.
    func rows(_ query: Query, timeout: Duration? = nil, isPrepared: Bool = true) async throws -> [Row] {
        try await pool.withConnection { connection in
            try await connection.query(query, timeout: timeout, prepare: isPrepared)
        }
    }

    /// The first row of one statement; nil where there is none.
    func row(_ query: Query) async throws -> Row? {
        try await rows(query).first
    }

    /// Several statements on one connection.
    func withConnection<Value: Sendable>(
        _ body: @Sendable (Connection) async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection { try await body($0) }
    }
}
