// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A deployment package, named after its engine.
public struct DeploymentPackage: Sendable, Hashable, Codable, Identifiable {
    /// The engine's name, e.g. `POD Engine Alpha`.
    public var name: String
    public var environment: String?
    /// Counts up with every edit; signatures name one revision's manifest.
    public var revision: Int
    public var state: PackageState
    /// The state as the screens say it, e.g. `Deployment ready`.
    public var stateLabel: String
    public var blockedReason: String?
    /// The release that the package carries, and the one that is in production.
    public var release: String?
    public var deployedRelease: String?
    public var approval: PackageApproval?
    public var node: String?
    /// The artifact that a rollback returns to, e.g. `2026.02 storefront fallback`.
    public var fallback: String?
    public var burstCapacity: Int?
    public var isEngineServing: Bool
    /// What is kept when the engine retires, e.g. `audit-history`.
    public var retention: [String]
    /// The canonical manifest and its lower-case hex SHA-256.
    public var manifest: String
    public var manifestSHA256: String
    public var draftedBy: String?
    public var updatedAt: Timestamp?

    public var id: String { name }

    public init(
        name: String, environment: String? = nil, revision: Int, state: PackageState, stateLabel: String,
        blockedReason: String? = nil, release: String? = nil, deployedRelease: String? = nil,
        approval: PackageApproval? = nil, node: String? = nil, fallback: String? = nil, burstCapacity: Int? = nil,
        isEngineServing: Bool, retention: [String] = [], manifest: String, manifestSHA256: String,
        draftedBy: String? = nil, updatedAt: Timestamp? = nil
    ) {
        self.name = name
        self.environment = environment
        self.revision = revision
        self.state = state
        self.stateLabel = stateLabel
        self.blockedReason = blockedReason
        self.release = release
        self.deployedRelease = deployedRelease
        self.approval = approval
        self.node = node
        self.fallback = fallback
        self.burstCapacity = burstCapacity
        self.isEngineServing = isEngineServing
        self.retention = retention
        self.manifest = manifest
        self.manifestSHA256 = manifestSHA256
        self.draftedBy = draftedBy
        self.updatedAt = updatedAt
    }
}
