// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Which part of the trail a person may read: reading is tiered by view, not by condition.
enum ReadingTier: Sendable, Hashable {
    /// Governance, runtime and system: everyone registered.
    case open
    /// Every stream: admins.
    case all

    init(_ identity: Identity) {
        self = identity.holds(.admin) ? .all : .open
    }

    func canRead(_ stream: EventStream) -> Bool {
        self == .all || !stream.isRestricted
    }

    /// Events by id.
    var eventView: String {
        switch self {
        case .open: "countersign.event_open"
        case .all: "countersign.event_all"
        }
    }

    /// Sealed events by sequence number.
    var tailView: String {
        switch self {
        case .open: "countersign.event_tail_open"
        case .all: "countersign.event_tail_all"
        }
    }
}
