// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a client tells about the circumstances of an action: its claims, recorded as such.
public struct ActionContext: Sendable, Hashable {
    /// `console`, `cli`, `api`, `sql` …
    public var surface: String
    /// Live sources at that moment, e.g. `3/5`.
    public var coverage: String?
    public var correlationID: String?

    public init(surface: String, coverage: String? = nil, correlationID: String? = nil) {
        self.surface = surface
        self.coverage = coverage
        self.correlationID = correlationID
    }
}
