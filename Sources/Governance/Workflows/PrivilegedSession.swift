// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A time-boxed break-glass session. It grants nothing here: it is the recorded permission that others read.
public struct PrivilegedSession: Sendable, Hashable, Codable {
    public var openedAt: Timestamp
    public var expiresAt: Timestamp
    public var closedAt: Timestamp?
    public var closedBy: String?
    /// Whether it is open by the server's clock.
    public var isOpen: Bool

    public init(
        openedAt: Timestamp, expiresAt: Timestamp, closedAt: Timestamp? = nil, closedBy: String? = nil, isOpen: Bool
    ) {
        self.openedAt = openedAt
        self.expiresAt = expiresAt
        self.closedAt = closedAt
        self.closedBy = closedBy
        self.isOpen = isOpen
    }
}
