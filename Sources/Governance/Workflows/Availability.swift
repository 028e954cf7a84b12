// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Whether a control is offered, and if not, why. It explains and never decides: PostgreSQL does.
public enum Availability: Sendable, Hashable {
    /// Why a control is not offered. Where PostgreSQL would refuse for the same reason, the word is its refusal code.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case roleRequired = "role-required"
        case selfApproval = "self-approval"
        case alreadySigned = "already-signed"
        case requestClosed = "request-closed"
        case expired
        case suspended
        /// The lease is read-only until it is escalated.
        case notEscalated = "not-escalated"
        /// The engine serves traffic, which locks its retirement.
        case engineActive = "engine-active"
        /// The package or lease is in a state that does not allow it.
        case invalidInput = "invalid-input"
        /// The server takes no writes, or the session was started to read only.
        case readOnly = "read-only"
        /// What is shown is not known to be current: the database does not answer.
        case stale
        /// The catalog shows the workflow, but no requests of it can be opened.
        case notOffered = "not-offered"
    }

    case available
    /// `reason` is for a person.
    case unavailable(Code, reason: String)

    public var isAvailable: Bool { self == .available }

    /// Why not; nil where it is available.
    public var reason: String? {
        switch self {
        case .available: nil
        case .unavailable(_, let reason): reason
        }
    }
}
