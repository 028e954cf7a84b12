// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import LogExchange
import Synchronization

/// An import client that keeps what it gets, as PostgreSQL would: idempotent by origin and origin event id.
final class MemoryTrail: Sendable {
    struct Contents: Sendable {
        var events: [String: ImportRecord] = [:]
        var batches: [Int] = []
        var summaries: [ImportSummary] = []
    }

    private let contents = Mutex(Contents())
    /// Looked at before a batch is taken; what it throws is thrown, what it returns refuses the batch.
    private let gate: @Sendable (_ batch: Int) throws -> ActionResult?
    private let rejects: @Sendable (ImportRecord) -> Bool

    init(
        rejects: @escaping @Sendable (ImportRecord) -> Bool = { _ in false },
        gate: @escaping @Sendable (_ batch: Int) throws -> ActionResult? = { _ in nil }
    ) {
        self.gate = gate
        self.rejects = rejects
    }

    var now: Contents { contents.withLock(\.self) }

    var client: ImportClient {
        ImportClient(
            importBatch: { origin, records, _ in try self.take(origin, records) },
            recordImport: { summary, _ in
                self.contents.withLock { $0.summaries.append(summary) }
                return ActionResult(outcome: .succeeded, eventID: "audit_\(self.now.summaries.count)")
            })
    }

    private func take(_ origin: String, _ records: [ImportRecord]) throws -> ImportBatchResult {
        if let refusal = try gate(now.batches.count) { return ImportBatchResult(result: refusal) }
        return contents.withLock { contents in
            contents.batches.append(records.count)
            var answer = ImportBatchResult(result: ActionResult(outcome: .succeeded))
            for (position, record) in records.enumerated() {
                if rejects(record) {
                    answer.rejected += 1
                    answer.rejections.append(.init(position: position, message: "title: not today."))
                } else if contents.events.updateValue(record, forKey: "\(origin)/\(record.originEventID)") == nil {
                    answer.inserted += 1
                } else {
                    answer.duplicates += 1
                }
            }
            return answer
        }
    }
}

/// Keeps the notices of an import.
final class Notices: Sendable {
    private let kept = Mutex<[ImportNotice]>([])

    var notify: @Sendable (ImportNotice) -> Void {
        { notice in self.kept.withLock { $0.append(notice) } }
    }

    var problems: [ImportProblem] {
        kept.withLock { $0.compactMap { if case .problem(let problem) = $0 { problem } else { nil } } }
    }

    var progress: [ImportReport] {
        kept.withLock { $0.compactMap { if case .progress(let report) = $0 { report } else { nil } } }
    }
}

/// True the first time it is asked.
final class Flag: Sendable {
    private let isSet = Mutex(true)

    func take() -> Bool {
        isSet.withLock { isSet in
            defer { isSet = false }
            return isSet
        }
    }
}
