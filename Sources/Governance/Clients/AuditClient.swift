// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Reads the audit trail. Every closure throws `GovernanceError`; cancelling the task cancels at the server.
public struct AuditClient: Sendable {
    /// One page, newest first.
    public var page: @Sendable (_ query: EventQuery) async throws -> EventPage
    /// One event by its shown id (`audit_<uuid>` or the bare UUID); nil where there is none that the person may read.
    public var event: @Sendable (_ id: String) async throws -> AuditEvent?
    /// Sealed events after a sequence number, then new ones as they are sealed, until the task is cancelled. A nil
    /// start begins at the present head. Batches without events are sent too when the head moves past events that
    /// the person may not read.
    public var tail: @Sendable (_ after: Int64?) -> AsyncThrowingStream<TailBatch, any Error>
    public var status: @Sendable () async throws -> TrailStatus
    /// How many sealed events there are per bucket, stream and severity, as far as the person may read; oldest first.
    public var activity: @Sendable (_ query: ActivityQuery) async throws -> [ActivityCount]
    /// Records that events were written to a file; call it before the file gets its name.
    public var recordExport: @Sendable (_ summary: ExportSummary, _ context: ActionContext) async throws -> ActionResult

    public init(
        page: @escaping @Sendable (_ query: EventQuery) async throws -> EventPage,
        event: @escaping @Sendable (_ id: String) async throws -> AuditEvent?,
        tail: @escaping @Sendable (_ after: Int64?) -> AsyncThrowingStream<TailBatch, any Error>,
        status: @escaping @Sendable () async throws -> TrailStatus,
        activity: @escaping @Sendable (_ query: ActivityQuery) async throws -> [ActivityCount],
        recordExport:
            @escaping @Sendable (_ summary: ExportSummary, _ context: ActionContext) async throws
            -> ActionResult
    ) {
        self.page = page
        self.event = event
        self.tail = tail
        self.status = status
        self.activity = activity
        self.recordExport = recordExport
    }
}
