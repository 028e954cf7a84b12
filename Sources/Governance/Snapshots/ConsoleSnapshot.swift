// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a console showed when the database last answered, for a start at which it does not.
///
/// It is read back as *Fallback Snapshot* with its age and governs nothing: no action is taken on it.
public struct ConsoleSnapshot: Sendable, Hashable, Codable {
    /// The form of the file that this version writes and reads; another one is not read.
    public static let currentFormat = 1
    /// The most events and requests that are kept.
    public static let eventLimit = 200
    public static let requestLimit = 200

    public var format = Self.currentFormat
    /// When the database last answered.
    public var takenAt: Timestamp
    /// The environment that the database named.
    public var environment: String?
    /// Who the database said was asking.
    public var identity: Identity
    public var trail: TrailStatus?
    /// Newest first.
    public var events: [AuditEvent]
    public var requests: [GovernanceRequest]
    public var workflows: [Workflow]
    public var leases: [WorkerLease]
    public var escalations: [EscalationDuty]
    public var packages: [DeploymentPackage]
    /// The packages that were looked at, with all that belongs to them.
    public var dossiers: [PackageDossier]
    public var guardrails: [PanelNote]

    public init(
        takenAt: Timestamp, environment: String?, identity: Identity, trail: TrailStatus? = nil,
        events: [AuditEvent] = [], requests: [GovernanceRequest] = [], workflows: [Workflow] = [],
        leases: [WorkerLease] = [], escalations: [EscalationDuty] = [], packages: [DeploymentPackage] = [],
        dossiers: [PackageDossier] = [], guardrails: [PanelNote] = []
    ) {
        self.takenAt = takenAt
        self.environment = environment
        self.identity = identity
        self.trail = trail
        self.events = Array(events.prefix(Self.eventLimit))
        self.requests = Array(requests.prefix(Self.requestLimit))
        self.workflows = workflows
        self.leases = leases
        self.escalations = escalations
        self.packages = packages
        self.dossiers = dossiers
        self.guardrails = guardrails
    }
}
