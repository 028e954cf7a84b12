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

/// Everything a person states when opening a request.
public struct RequestDraft: Sendable, Hashable {
    public var workflowKey: String
    /// Field name → text as entered; PostgreSQL checks types and limits.
    public var arguments: [String: JSONValue]
    public var reason: String

    public init(workflowKey: String, arguments: [String: JSONValue], reason: String) {
        self.workflowKey = workflowKey
        self.arguments = arguments
        self.reason = reason
    }
}

/// Which requests to list, newest first.
public struct RequestQuery: Sendable, Hashable {
    public enum Scope: String, Sendable, Hashable, CaseIterable {
        case all
        case open
        /// The asking person could sign, execute or review it now.
        case waitingForMe = "waiting"
        /// It is open, and the next step is another person's.
        case waitingForOthers = "others"
    }

    public var scope: Scope
    public var workflowKey: String?
    /// Only requests about this package.
    public var package: String?
    /// Go on after this request id.
    public var after: String?
    /// 1 to 1,000.
    public var limit: Int

    public init(
        scope: Scope = .all, workflowKey: String? = nil, package: String? = nil, after: String? = nil, limit: Int = 100
    ) {
        self.scope = scope
        self.workflowKey = workflowKey
        self.package = package
        self.after = after
        self.limit = limit
    }
}
