// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How much of a feed is read at once. Together with one batch at a time they bound the memory that a source can take.
public struct FeedLimits: Sendable, Hashable {
    /// Lines asked for, and taken from an answer whatever the source makes of the request.
    public var lines = 1_000
    /// Bytes of lines that are kept of an answer; reached, the connection is left.
    public var bytes = 4 << 20
    /// Bytes of a line that are kept; of a longer line the rest is only hashed.
    public var line = 65_536
    /// Bytes that are read of an answer, those of overlong lines included: a line that is longer than this has no end.
    public var answer = 256 << 20
    /// The deadline over a whole exchange: what came until then is taken.
    public var timeout: Duration = .seconds(10)

    public init() {}
}
