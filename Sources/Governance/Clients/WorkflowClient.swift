// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Reads the catalog and the requests, and makes the governed calls. A refusal is returned, not thrown; what is thrown
/// is `GovernanceError`. After a lost connection during a call the outcome is unknown (`unsettled`): read the request
/// again.
public struct WorkflowClient: Sendable {
    /// Every workflow, in the catalog's order; `Workflow.isInCatalog` tells which five the catalog lists.
    public var catalog: @Sendable () async throws -> [Workflow]
    public var requests: @Sendable (_ query: RequestQuery) async throws -> [GovernanceRequest]
    /// One request by its shown id; nil where there is none.
    public var request: @Sendable (_ id: String) async throws -> GovernanceRequest?
    public var open: @Sendable (_ draft: RequestDraft, _ context: ActionContext) async throws -> ActionResult
    /// Signs exactly the manifest with this SHA-256 (hex); nil signs the current one.
    public var sign:
        @Sendable (_ id: String, _ manifestSHA256: String?, _ context: ActionContext) async throws -> ActionResult
    public var reject: @Sendable (_ id: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult
    public var withdraw:
        @Sendable (_ id: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult
    /// States an open request anew, all of its arguments and the reason; what it is about stays. Earlier signatures
    /// no longer count.
    public var amend:
        @Sendable (_ id: String, _ arguments: [String: JSONValue], _ reason: String, _ context: ActionContext)
            async throws -> ActionResult
    /// Carries out what is authorized; only the manifest with this SHA-256 (hex) where one is given.
    public var execute:
        @Sendable (_ id: String, _ manifestSHA256: String?, _ context: ActionContext) async throws -> ActionResult
    /// Records a review of an ended session, an executed override (`req_…`) or an escalation (`esc_…`).
    public var review: @Sendable (_ id: String, _ note: String, _ context: ActionContext) async throws -> ActionResult
    /// Ends a break-glass session early.
    public var close: @Sendable (_ id: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult
    /// What ends by itself within a time, at most a year: the next first, 1 to 1,000 of it.
    public var expiring: @Sendable (_ time: Duration, _ limit: Int) async throws -> [Expiry]

    public init(
        catalog: @escaping @Sendable () async throws -> [Workflow],
        requests: @escaping @Sendable (_ query: RequestQuery) async throws -> [GovernanceRequest],
        request: @escaping @Sendable (_ id: String) async throws -> GovernanceRequest?,
        open: @escaping @Sendable (_ draft: RequestDraft, _ context: ActionContext) async throws -> ActionResult,
        sign:
            @escaping @Sendable (_ id: String, _ manifestSHA256: String?, _ context: ActionContext) async throws ->
            ActionResult,
        reject:
            @escaping @Sendable (_ id: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult,
        withdraw:
            @escaping @Sendable (_ id: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult,
        amend:
            @escaping @Sendable (
                _ id: String, _ arguments: [String: JSONValue], _ reason: String, _ context: ActionContext
            ) async throws -> ActionResult,
        execute:
            @escaping @Sendable (_ id: String, _ manifestSHA256: String?, _ context: ActionContext) async throws ->
            ActionResult,
        review:
            @escaping @Sendable (_ id: String, _ note: String, _ context: ActionContext) async throws -> ActionResult,
        close:
            @escaping @Sendable (_ id: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult,
        expiring: @escaping @Sendable (_ time: Duration, _ limit: Int) async throws -> [Expiry]
    ) {
        self.catalog = catalog
        self.requests = requests
        self.request = request
        self.open = open
        self.sign = sign
        self.reject = reject
        self.withdraw = withdraw
        self.amend = amend
        self.execute = execute
        self.review = review
        self.close = close
        self.expiring = expiring
    }
}
