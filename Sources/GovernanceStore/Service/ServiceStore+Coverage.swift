// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Postgres

extension ServiceStore {
    /// Says what a source looks like now, so that its changes are in the trail: one event per change, at most one a
    /// minute. Say it after each probe that confirmed a state (`CoverageConfirmation`); what was held back is told then.
    ///
    /// - Parameters:
    ///   - status: What the probe found.
    ///   - observer: The machine that it was made on: each has services of its own on loopback.
    ///   - coverage: How many sources are live, of how many.
    ///   - isAlone: Leaves it to a daemon that works on this database.
    /// - Returns: The id of the event that was written; nil where there was none to write.
    /// - Throws: `GovernanceError`; ``GovernanceError/Code/notPermitted`` for any login but the service's.
    @discardableResult
    public func recordCoverage(
        _ status: SourceStatus, observer: String, coverage: CoverageSummary, isAlone: Bool = false
    ) async throws(GovernanceError) -> String? {
        try await answering {
            let statement = isAlone ? ServiceStatements.recordCoverageAlone : ServiceStatements.recordCoverage
            return try await database.row(
                statement(
                    observer, status.source.name, status.state.rawValue, Self.storable(status.message),
                    coverage.description)
            )?.decode(0, as: String?.self)
        }
    }
}
