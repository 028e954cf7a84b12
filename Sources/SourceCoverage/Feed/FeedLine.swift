// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One line of a feed, without its line end.
public struct FeedLine: Sendable, Hashable {
    /// The line's bytes; of an overlong line its beginning.
    public var bytes: [UInt8]
    /// How long the line was; of an unfinished one how much of it was read.
    public var length: Int
    /// SHA-256 of the whole line; of an unfinished one of `bytes`, which are the same with every attempt.
    public var sha256: [UInt8]
    /// False where its end was not read. Only an overlong line is told then: whatever follows, it cannot be taken.
    public var isFinished: Bool
    /// Whether it was longer than `FeedLimits.line`.
    public var isOverlong: Bool { length > bytes.count }

    public init(bytes: [UInt8], length: Int, sha256: [UInt8], isFinished: Bool = true) {
        self.bytes = bytes
        self.length = length
        self.sha256 = sha256
        self.isFinished = isFinished
    }
}
