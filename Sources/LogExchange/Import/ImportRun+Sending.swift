// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Batches on their way to PostgreSQL, one at a time, and the event about them.
extension ImportRun {
    /// Sends the batch, when the one before it has arrived.
    func send() async throws {
        try await land()
        guard !batch.isEmpty else { return }
        let (origin, records, client, context) = (origin, batch, client, context)
        let task = Task { try await client.importBatch(origin, records, context) }
        flight = (task, places)
        batch.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        batchBytes = 0
    }

    /// Waits for the batch that was sent and counts what became of it.
    private func land() async throws {
        guard let (task, places) = flight else { return }
        flight = nil
        let result = try await task.value
        guard result.result.outcome == .succeeded else {
            report.refusal = result.result
            throw Refusal()
        }
        report.inserted += result.inserted
        report.duplicates += result.duplicates
        summary.inserted += result.inserted
        summary.duplicates += result.duplicates
        countRejected(result.rejected)
        for rejection in result.rejections where places.indices.contains(rejection.position) {
            let place = places[rejection.position]
            notify(
                .problem(
                    ImportProblem(
                        file: place.file, recordNumber: place.recordNumber, position: place.position,
                        message: rejection.message)))
        }
        let untold = result.rejected - result.rejections.count
        if untold > 0, let last = places.last {
            notify(
                .problem(
                    ImportProblem(
                        file: last.file,
                        message: "\(untold) more records up to record \(last.recordNumber) were not taken.")))
        }
        tellProgress()
    }

    /// Brings in what is waiting and puts the import so far into the trail.
    func recordImport() async throws {
        try await send()
        try await land()
        guard !summary.files.isEmpty else { return }
        let result = try await client.recordImport(takeSummary(), context)
        guard result.outcome == .succeeded else {
            report.refusal = result
            throw Refusal()
        }
        if let event = result.eventID { report.eventIDs.append(event) }
    }

    /// After a failure or an interruption: what PostgreSQL took is said in the trail, if it still answers. The file
    /// that was being read is not in the list, since its hash is not known.
    func recordWhatWasTaken() async {
        try? await land()
        guard summary.inserted > 0 else { return }
        let (summary, client, context) = (takeSummary(), client, context)
        // A task of its own, since this one may be cancelled.
        let result = await Task { try? await client.recordImport(summary, context) }.value
        if let event = result?.eventID { report.eventIDs.append(event) }
    }

    private func takeSummary() -> ImportSummary {
        defer {
            summary = ImportSummary(origin: summary.origin, files: [], inserted: 0, duplicates: 0, rejected: 0)
            summaryBytes = 0
        }
        return summary
    }
}
