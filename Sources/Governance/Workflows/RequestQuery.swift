// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
