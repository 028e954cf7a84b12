// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// A control as it is drawn: offered, or dim with the reason why it is not.
struct Offer: Sendable, Hashable {
    /// Why not, for a person; nil where it can be done.
    var reason: String?
    /// Whether it may be tried all the same: PostgreSQL then refuses by its rules, and the refusal is in the trail.
    /// Nothing is tried from a read-only session or on stale data.
    var canBeAttempted: Bool

    static let available = Offer(reason: nil, canBeAttempted: true)

    var isAvailable: Bool { reason == nil }
}
