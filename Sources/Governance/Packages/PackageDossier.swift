// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Everything that belongs to one package: what it binds, where it came from, how it goes back and how it ends.
public struct PackageDossier: Sendable, Hashable, Codable {
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
