// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import SourceCoverage

extension SourceCollector {
    /// Takes lines; where PostgreSQL cannot take a value, or the database demands something else of
    /// it, it is looked for by halves and its line set aside.
    func take(
        _ lines: ArraySlice<FeedLine>, after: String?
    ) async throws(GovernanceError) -> FeedOutcome {
        var batch = FeedBatch(origin: origin, after: after, lines: lines, reader: reader)
        do {
            return try await store.take(batch, on: machine)
        } catch {
            guard error.code == .invalidInput else { throw error }
            guard let middle = FeedBatch.cut(lines, reader: reader) else {
                guard !batch.records.isEmpty else { throw error }
                batch.setAside(lines, reader: reader, reason: error.message)
                return try await store.take(batch, on: machine)
            }
            let first = try await take(lines[..<middle], after: after)
            guard first.kind == .taken else { return first }
            return first + (try await take(lines[middle...], after: first.cursor))
        }
    }
}
