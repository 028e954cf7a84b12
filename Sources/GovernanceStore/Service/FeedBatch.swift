// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

/// What a feed gave, ready to be taken in one transaction.
public struct FeedBatch: Sendable, Hashable {
    /// A line that could not be taken.
    public struct Poison: Sendable, Hashable {
        /// The line, or its beginning; PostgreSQL keeps at most 16 KiB of it.
        public var line: [UInt8]
        /// How long the line was, in bytes, as far as it was read.
        public var length: Int
        /// By which the line is known when it comes again: SHA-256 of the whole line, or of `line` where its end was not
        /// read.
        public var sha256: [UInt8]
        /// Why, in words for a person, at most 500 characters.
        public var reason: String

        public init(line: [UInt8], length: Int, sha256: [UInt8], reason: String) {
            self.line = line
            self.length = length
            self.sha256 = sha256
            self.reason = reason
        }
    }

    /// At most 5,000 records and lines are taken at once.
    public static let limit = 5_000

    /// The source's name; at most 100 characters.
    public var origin: String
    /// The cursor that the lines were asked for with; nil from the start.
    public var after: String?
    /// The cursor of the last line, at most 500 bytes; `after` where no line named one.
    public var next: String?
    public var records: [ImportRecord]
    public var poison: [Poison]

    public init(
        origin: String, after: String?, next: String?, records: [ImportRecord] = [], poison: [Poison] = []
    ) {
        self.origin = origin
        self.after = after
        self.next = next
        self.records = records
        self.poison = poison
    }
}

/// What became of a batch.
public struct FeedOutcome: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case taken
        /// Another daemon was faster: nothing was taken; `cursor` says where to go on.
        case moved
        /// The origin is an import's; `message` says what to do, and an event too.
        case refused
    }

    public var kind: Kind
    /// What whoever looks after the daemon should know; empty where there is nothing.
    public var message: String
    /// Where to go on.
    public var cursor: String?
    public var inserted: Int
    /// Records that the trail has already, and lines that were set aside before.
    public var duplicates: Int
    /// Lines and records that were set aside now.
    public var poison: Int
    /// Lines set aside that no event tells of yet; an empty batch a minute later has it told.
    public var unreported: Int

    public init(
        kind: Kind, message: String = "", cursor: String? = nil, inserted: Int = 0, duplicates: Int = 0,
        poison: Int = 0, unreported: Int = 0
    ) {
        self.kind = kind
        self.message = message
        self.cursor = cursor
        self.inserted = inserted
        self.duplicates = duplicates
        self.poison = poison
        self.unreported = unreported
    }
}
