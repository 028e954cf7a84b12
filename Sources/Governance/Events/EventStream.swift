// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Which trail an event belongs to; reading is tiered by it (`isRestricted`).
public enum EventStream: String, Sendable, Hashable, Codable, CaseIterable {
    case governance
    case control
    case admin
    case runtime
    case auth
    case system

    /// Whether only admins may read the stream.
    public var isRestricted: Bool {
        switch self {
        case .control, .admin, .auth: true
        case .governance, .runtime, .system: false
        }
    }
}
