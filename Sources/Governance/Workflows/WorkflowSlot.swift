// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A signature that a workflow needs, from one person who holds `role`.
public struct WorkflowSlot: Sendable, Hashable, Codable {
    public var name: String
    public var role: GovernanceRole
    /// Whether the requester's own signature may fill it.
    public var acceptsRequester: Bool

    public init(name: String, role: GovernanceRole, acceptsRequester: Bool) {
        self.name = name
        self.role = role
        self.acceptsRequester = acceptsRequester
    }
}
