// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Whether the database answers, as a running console needs to know it.
public enum StoreState: Sendable, Hashable {
    case connecting
    /// The database answers.
    case live(StoreFacts)
    /// What is on screen is stale since `since`; `reason` is for a person.
    case lost(since: Timestamp, reason: String)
}

/// Facts about the connected database.
public struct StoreFacts: Sendable, Hashable {
    public var environment: String
    public var serverVersion: String
    /// The server takes no writes (a standby, or default_transaction_read_only).
    public var isReadOnly: Bool
    public var schemaVersion: Int

    public init(environment: String, serverVersion: String, isReadOnly: Bool, schemaVersion: Int) {
        self.environment = environment
        self.serverVersion = serverVersion
        self.isReadOnly = isReadOnly
        self.schemaVersion = schemaVersion
    }
}

/// Everything that the console and the command line need from the outside, as values that tests can replace.
public struct GovernanceClients: Sendable {
    public var audit: AuditClient
    public var workflow: WorkflowClient
    public var packages: PackageClient
    public var leases: LeaseClient
    public var people: PeopleClient
    public var coverage: CoverageClient
    public var exports: ExportClient
    public var savedFilters: SavedFilterClient
    public var inspection: InspectionClient
    /// State changes of the connection, the present one first. It reconnects by itself, with backoff.
    public var storeStates: @Sendable () -> AsyncStream<StoreState>

    public init(
        audit: AuditClient, workflow: WorkflowClient, packages: PackageClient, leases: LeaseClient,
        people: PeopleClient, coverage: CoverageClient, exports: ExportClient = .unavailable,
        savedFilters: SavedFilterClient = .unavailable, inspection: InspectionClient = .absent,
        storeStates: @escaping @Sendable () -> AsyncStream<StoreState>
    ) {
        self.audit = audit
        self.workflow = workflow
        self.packages = packages
        self.leases = leases
        self.people = people
        self.coverage = coverage
        self.exports = exports
        self.savedFilters = savedFilters
        self.inspection = inspection
        self.storeStates = storeStates
    }
}
