// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One line of a feed, without its line end.
public struct FeedLine: Sendable, Hashable {
    /// The line's bytes; of an overlong line its beginning.
    public var bytes: [UInt8]
    /// How long the line was.
    public var length: Int
    /// SHA-256 of the whole line.
    public var sha256: [UInt8]
    /// Whether it was longer than `FeedLimits.line`.
    public var isOverlong: Bool { length > bytes.count }

    public init(bytes: [UInt8], length: Int, sha256: [UInt8]) {
        self.bytes = bytes
        self.length = length
        self.sha256 = sha256
    }
}
