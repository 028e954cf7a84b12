// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One entry of a package's release history: the bundle that was, is or could be in production.
public struct PackageRelease: Sendable, Hashable, Codable {
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
