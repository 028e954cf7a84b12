// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A place between two events: the id, and for the order of occurrence its time too.
public struct EventCursor: Sendable, Hashable {
    public var id: String
    public var occurredAt: Timestamp?

    public init(id: String, occurredAt: Timestamp? = nil) {
        self.id = id
        self.occurredAt = occurredAt
    }
}
