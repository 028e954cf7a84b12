// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A source that cannot be probed as it is configured.
public struct SourceCoverageError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        case invalidName = "invalid-name"
        case duplicateName = "duplicate-name"
        case invalidURL = "invalid-url"
        case invalidHealthPath = "invalid-health-path"
        case invalidFeedPath = "invalid-feed-path"
        case invalidTimeout = "invalid-timeout"
    }

    public var code: Code
    /// The source's name as configured.
    public var source: String
    /// What is wrong and how to put it right. Never the URL's credentials.
    public var message: String

    public init(_ code: Code, source: String, _ message: String) {
        self.code = code
        self.source = source
        self.message = message
    }

    public var description: String { "source '\(source)': \(message)" }
}
