// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Something open that soon ends by itself.
public struct Expiry: Sendable, Hashable, Identifiable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A request that still waits for signatures or its execution.
        case request
        /// An open break-glass session.
        case session
        /// An escalation that unlocks a lease.
        case escalation
    }

    public var kind: Kind
    /// `req_<uuid>` or `esc_<uuid>`; a session has its request's.
    public var id: String
    /// The package, lease or tenant that it is about.
    public var subject: String?
    /// Who requested it, holds the session or escalated.
    public var holder: String
    public var expiresAt: Timestamp

    public init(kind: Kind, id: String, subject: String? = nil, holder: String, expiresAt: Timestamp) {
        self.kind = kind
        self.id = id
        self.subject = subject
        self.holder = holder
        self.expiresAt = expiresAt
    }
}
