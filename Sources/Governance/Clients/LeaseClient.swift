// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Reads the AI leases and escalates them. A refusal is returned, not thrown; what is thrown is `GovernanceError`.
public struct LeaseClient: Sendable {
    public var leases: @Sendable () async throws -> [WorkerLease]
    /// Unlocks an override of this lease for 30 minutes, flags finance and leaves a review to somebody else.
    public var escalate:
        @Sendable (_ name: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult

    /// Escalations that nobody has reviewed yet, newest first; `WorkflowClient.review` takes their ids.
    public var escalations: @Sendable () async throws -> [EscalationDuty]

    public init(
        leases: @escaping @Sendable () async throws -> [WorkerLease],
        escalate:
            @escaping @Sendable (_ name: String, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult,
        escalations: @escaping @Sendable () async throws -> [EscalationDuty]
    ) {
        self.leases = leases
        self.escalate = escalate
        self.escalations = escalations
    }
}
