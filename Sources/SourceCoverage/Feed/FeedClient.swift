// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

/// What a source answered when it was asked for the next lines of its feed.
public enum FeedAnswer: Sendable, Hashable {
    /// Lines in the source's order, none where there is nothing new. The last one may be unfinished where it is overlong.
    ///
    /// - `byteCount`: What was read.
    /// - `isCut`: Whether a limit of the reader or of the request ended them, so that there is more to be had at once.
    /// - `interruption`: Why the answer ended too early; the lines before that are good.
    case lines([FeedLine], byteCount: Int, isCut: Bool, interruption: FeedFailure?)
    case failed(FeedFailure)
}

/// Why a feed could not be read, in words for a person that quote nothing of what the source sent but its status.
public struct FeedFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// Nothing answers, or not in time.
        case offline
        /// Another status than 200; a redirect is one.
        case status
        /// An answer that says that it is no NDJSON.
        case mediaType = "media-type"
        /// The answer broke off or ran into the deadline.
        case interrupted
    }

    public var code: Code
    public var description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

/// Reads the feeds of sources.
public struct FeedClient: Sendable {
    /// Asks for what comes after a cursor; nil is from the start.
    public var lines: @Sendable (_ source: SourceDefinition, _ after: String?) async -> FeedAnswer

    public init(lines: @escaping @Sendable (_ source: SourceDefinition, _ after: String?) async -> FeedAnswer) {
        self.lines = lines
    }
}
