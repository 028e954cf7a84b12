// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// An escalation that nobody has reviewed yet. Whoever escalated may not.
public struct EscalationDuty: Sendable, Hashable, Codable, Identifiable {
    /// `esc_<uuid>`.
    public var id: String
    public var lease: String
    /// The login of whoever escalated.
    public var by: String
    public var at: Timestamp

    public init(id: String, lease: String, by: String, at: Timestamp) {
        self.id = id
        self.lease = lease
        self.by = by
        self.at = at
    }
}
