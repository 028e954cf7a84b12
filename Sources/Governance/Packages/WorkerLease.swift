// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// An AI worker lease. Its cap is changed by the workflow lease expansion override, which an escalation unlocks.
public struct WorkerLease: Sendable, Hashable, Codable, Identifiable {
    /// E.g. `worker-alpha`.
    public var name: String
    public var leaseClass: String
    public var tenant: String?
    /// Cycles a day: what the commercial envelope allows, and what is in force.
    public var envelopeCap: Int
    public var cap: Int
    public var isRevoked: Bool
    /// Whether an override has to be escalated first.
    public var isLocked: Bool
    /// The escalation in force; nil while locked.
    public var escalation: LeaseEscalation?
    /// Whether finance was told and has not looked yet.
    public var isFlagged: Bool
    public var openReviews: Int
    public var packages: [String]

    public var id: String { name }

    public init(
        name: String, leaseClass: String, tenant: String? = nil, envelopeCap: Int, cap: Int, isRevoked: Bool = false,
        isLocked: Bool = true, escalation: LeaseEscalation? = nil, isFlagged: Bool = false, openReviews: Int = 0,
        packages: [String] = []
    ) {
        self.name = name
        self.leaseClass = leaseClass
        self.tenant = tenant
        self.envelopeCap = envelopeCap
        self.cap = cap
        self.isRevoked = isRevoked
        self.isLocked = isLocked
        self.escalation = escalation
        self.isFlagged = isFlagged
        self.openReviews = openReviews
        self.packages = packages
    }
}
