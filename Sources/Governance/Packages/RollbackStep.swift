// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A line of the rollback plan, with the bundle that a rollback would return to and the bindings that it keeps.
public struct RollbackStep: Sendable, Hashable, Codable {
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
