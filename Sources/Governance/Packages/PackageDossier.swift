// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Everything that belongs to one package: what it binds, where it came from, how it goes back and how it ends.
public struct PackageDossier: Sendable, Hashable {
    public var package: DeploymentPackage
    public var resources: [PackageResource]
    public var attachments: [PackageAttachment]
    /// Newest first.
    public var releases: [PackageRelease]
    public var rollbackPlan: [RollbackStep]
    public var retirementControls: [RetirementControl]

    public init(
        package: DeploymentPackage, resources: [PackageResource] = [], attachments: [PackageAttachment] = [],
        releases: [PackageRelease] = [], rollbackPlan: [RollbackStep] = [],
        retirementControls: [RetirementControl] = []
    ) {
        self.package = package
        self.resources = resources
        self.attachments = attachments
        self.releases = releases
        self.rollbackPlan = rollbackPlan
        self.retirementControls = retirementControls
    }
}

/// Three lines of a panel: what, how, and what follows from it.
public struct PanelNote: Sendable, Hashable {
    public var title: String
    public var detail: String
    public var note: String

    public init(title: String, detail: String, note: String) {
        self.title = title
        self.detail = detail
        self.note = note
    }
}

/// An input that is bound to a package: its artifact, AI lease, API services or theme.
public struct PackageResource: Sendable, Hashable {
    /// `artifact`, `ai-lease`, `api-service-pool` or `theme`.
    public var kind: String
    public var name: String
    public var words: PanelNote

    public init(kind: String, name: String, words: PanelNote) {
        self.kind = kind
        self.name = name
        self.words = words
    }
}

/// Something that a package holds and that its retirement takes away, one by one.
public struct PackageAttachment: Sendable, Hashable {
    /// `ai-lease`, `api-service`, `client-access`, `placement`, `domain`, `dns` or `ssl`.
    public var kind: String
    public var name: String
    /// What may be shown of a credential; the rest never leaves the database.
    public var maskedCredential: String?
    public var attachedAt: Timestamp?
    public var revokedAt: Timestamp?
    public var revokedBy: String?
    public var revokedRequestID: String?

    public init(
        kind: String, name: String, maskedCredential: String? = nil, attachedAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil, revokedBy: String? = nil, revokedRequestID: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.maskedCredential = maskedCredential
        self.attachedAt = attachedAt
        self.revokedAt = revokedAt
        self.revokedBy = revokedBy
        self.revokedRequestID = revokedRequestID
    }
}
