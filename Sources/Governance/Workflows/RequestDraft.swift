// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
