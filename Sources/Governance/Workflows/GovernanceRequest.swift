// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A privileged request as the lists and the review step show it. States are effective: by the server's clock.
public struct GovernanceRequest: Sendable, Hashable, Codable, Identifiable {
    /// `req_<uuid>`.
    public var id: String
    public var workflowKey: String
    public var workflowTitle: String
    public var state: RequestState
    public var requester: String
    public var requesterName: String
    public var reason: String
    public var tenant: String?
    public var packageID: String?
    public var requestedAt: Timestamp
    /// When an open request lapses.
    public var expiresAt: Timestamp
    /// The canonical manifest: the exact text of the bytes that are signed.
    public var manifest: String
    /// Lower-case hex SHA-256 of the manifest's bytes.
    public var manifestSHA256: String
    public var signatures: [RequestSignature]
    /// Slots that nobody has filled.
    public var missingSlots: [WorkflowSlot]
    /// The break-glass session that approval opened.
    public var session: PrivilegedSession?
    /// Live sources when it was opened; a claim.
    public var coverage: String?
    /// The lease that an expansion is about.
    public var lease: String?
    /// What the asking person could do now to move it on.
    public var duty: RequestDuty?
    public var executedAt: Timestamp?
    public var executedBy: String?
    /// An edit voided signatures that had been given; it must be signed again.
    public var isVoided: Bool
    /// Whether somebody other than its subject still has to review what was done under it.
    public var needsReview: Bool
    public var reviewCount: Int

    public init(
        id: String, workflowKey: String, workflowTitle: String, state: RequestState, requester: String,
        requesterName: String, reason: String, tenant: String? = nil, packageID: String? = nil,
        requestedAt: Timestamp, expiresAt: Timestamp, manifest: String, manifestSHA256: String,
        signatures: [RequestSignature] = [], missingSlots: [WorkflowSlot] = [], session: PrivilegedSession? = nil,
        coverage: String? = nil, lease: String? = nil, duty: RequestDuty? = nil, executedAt: Timestamp? = nil,
        executedBy: String? = nil, isVoided: Bool = false, needsReview: Bool = false, reviewCount: Int = 0
    ) {
        self.id = id
        self.workflowKey = workflowKey
        self.workflowTitle = workflowTitle
        self.state = state
        self.requester = requester
        self.requesterName = requesterName
        self.reason = reason
        self.tenant = tenant
        self.packageID = packageID
        self.requestedAt = requestedAt
        self.expiresAt = expiresAt
        self.manifest = manifest
        self.manifestSHA256 = manifestSHA256
        self.signatures = signatures
        self.missingSlots = missingSlots
        self.session = session
        self.coverage = coverage
        self.lease = lease
        self.duty = duty
        self.executedAt = executedAt
        self.executedBy = executedBy
        self.isVoided = isVoided
        self.needsReview = needsReview
        self.reviewCount = reviewCount
    }

    /// What the request is about: its package, lease or tenant.
    public var subject: String? { packageID ?? lease ?? tenant }

    /// What was stated, field by field, read from the manifest; empty where that cannot be read.
    public var arguments: [String: JSONValue] {
        guard case .object(let members)? = JSONValue(parsing: manifest),
            case .object(let arguments)? = members["arguments"]
        else { return [:] }
        return arguments
    }
}
