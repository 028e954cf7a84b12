// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Follows the sealed trail by sequence number. The numbers have no gaps and only grow, so whatever happens to the
/// connection in between, nothing is lost and nothing comes twice.
actor EventTail {
    /// The sealed head, and at most `EventTail.mostEvents` readable events after the position up to that head.
    typealias Fetch = @Sendable (_ after: Int64?) async throws -> (head: Int64, events: [AuditEvent])

    /// Events in one batch.
    static let mostEvents = 500

    private var position: Int64?
    private let fetch: Fetch
    private let waitForHint: @Sendable () async -> Void
    private var failures = 0

    /// - Parameters:
    ///   - after: The last sequence number that is known already; nil begins at the present head.
    ///   - fetch: Asks PostgreSQL.
    ///   - waitForHint: Returns when it is worth asking again, at least every second or two.
    init(after: Int64?, fetch: @escaping Fetch, waitForHint: @escaping @Sendable () async -> Void) {
        position = after
        self.fetch = fetch
        self.waitForHint = waitForHint
    }

    /// The next batch; waits for it, over lost connections too. Nil once the task is cancelled.
    func next() async throws -> TailBatch? {
        while !Task.isCancelled {
            let head: Int64
            let events: [AuditEvent]
            do {
                (head, events) = try await fetch(position)
            } catch let error as GovernanceError where error.isRetryable {
                failures += 1
                try? await Task.sleep(for: Backoff.delay(afterFailures: failures))
                continue
            } catch {
                if Task.isCancelled { return nil }
                throw error
            }
            failures = 0
            guard let known = position else {
                position = head
                return TailBatch(events: [], head: head)
            }
            // a full batch may have left events before the head; a database that was restored may lie behind
            let reached = events.count >= Self.mostEvents ? events.last?.sequence ?? head : head
            if reached != known {
                position = reached
                return TailBatch(events: events, head: reached)
            }
            await waitForHint()
        }
        return nil
    }
}
