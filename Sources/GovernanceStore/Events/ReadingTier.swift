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

    /// The narrowest view that holds these streams, all that may be read where nil.
    func eventView(_ streams: [EventStream]? = nil) -> String {
        guard self == .all else { return "countersign.event_open" }
        guard let streams else { return "countersign.event_all" }
        if streams.allSatisfy(\.isRestricted) { return "countersign.event_restricted" }
        return streams.contains(where: \.isRestricted) ? "countersign.event_all" : "countersign.event_open"
    }

    /// Sealed events by sequence number.
    var tailView: String {
        switch self {
        case .open: "countersign.event_tail_open"
        case .all: "countersign.event_tail_all"
        }
    }

    /// Sealed events per hour, stream and severity.
    var activityView: String {
        switch self {
        case .open: "countersign.activity_open"
        case .all: "countersign.activity_all"
        }
    }
}
