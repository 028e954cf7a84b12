// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
    public var snapshots: SnapshotClient
    /// State changes of the connection, the present one first. It reconnects by itself, with backoff.
    public var storeStates: @Sendable () -> AsyncStream<StoreState>

    public init(
        audit: AuditClient, workflow: WorkflowClient, packages: PackageClient, leases: LeaseClient,
        people: PeopleClient, coverage: CoverageClient, exports: ExportClient = .unavailable,
        savedFilters: SavedFilterClient = .unavailable, inspection: InspectionClient = .absent,
        snapshots: SnapshotClient = .unavailable,
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
        self.snapshots = snapshots
        self.storeStates = storeStates
    }
}
