// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One entry of a package's release history: the bundle that was, is or could be in production.
public struct PackageRelease: Sendable, Hashable {
    public var release: String
    public var title: String
    /// `candidate`, `certified`, `deployed`, `rolled-back` or `retired`.
    public var state: String
    public var certifiedAt: Timestamp?
    public var deployedAt: Timestamp?
    public var rolledBackAt: Timestamp?
    public var bundle: ReleaseBundle
    public var isCurrent: Bool

    public init(
        release: String, title: String, state: String, certifiedAt: Timestamp? = nil, deployedAt: Timestamp? = nil,
        rolledBackAt: Timestamp? = nil, bundle: ReleaseBundle, isCurrent: Bool
    ) {
        self.release = release
        self.title = title
        self.state = state
        self.certifiedAt = certifiedAt
        self.deployedAt = deployedAt
        self.rolledBackAt = rolledBackAt
        self.bundle = bundle
        self.isCurrent = isCurrent
    }
}

/// What a release consists of, exactly.
public struct ReleaseBundle: Sendable, Hashable {
    public var artifact: String?
    public var aiLease: String?
    public var apiServices: String?
    public var theme: String?

    public init(artifact: String? = nil, aiLease: String? = nil, apiServices: String? = nil, theme: String? = nil) {
        self.artifact = artifact
        self.aiLease = aiLease
        self.apiServices = apiServices
        self.theme = theme
    }
}

/// A line of the rollback plan, with the bundle that a rollback would return to and the bindings that it keeps.
public struct RollbackStep: Sendable, Hashable {
    public var words: PanelNote
    /// Whether there is a certified release to return to.
    public var isAvailable: Bool
    public var targetRelease: String?
    public var bundle: ReleaseBundle
    public var domain: String?
    public var dns: String?
    public var ssl: String?

    public init(
        words: PanelNote, isAvailable: Bool, targetRelease: String? = nil, bundle: ReleaseBundle,
        domain: String? = nil, dns: String? = nil, ssl: String? = nil
    ) {
        self.words = words
        self.isAvailable = isAvailable
        self.targetRelease = targetRelease
        self.bundle = bundle
        self.domain = domain
        self.dns = dns
        self.ssl = ssl
    }
}

/// A line of the retirement controls; locked while the engine serves.
public struct RetirementControl: Sendable, Hashable {
    public var words: PanelNote
    public var isLocked: Bool
    public var lockReason: String?

    public init(words: PanelNote, isLocked: Bool, lockReason: String? = nil) {
        self.words = words
        self.isLocked = isLocked
        self.lockReason = lockReason
    }
}
