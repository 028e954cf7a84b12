// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What an import did, as its own event records it.
public struct ImportSummary: Sendable, Hashable, Codable {
    /// One file that was read.
    public struct File: Sendable, Hashable, Codable {
        public var name: String
        /// Lower-case hex SHA-256 of the file's bytes as they lie on the disk, compressed or not.
        public var sha256: String
        /// The file's length in bytes.
        public var bytes: Int
        /// Records found in it, rejected ones included.
        public var records: Int
        /// Records and passages that were not taken.
        public var rejected: Int

        public init(name: String, sha256: String, bytes: Int, records: Int, rejected: Int) {
            self.name = name
            self.sha256 = sha256
            self.bytes = bytes
            self.records = records
            self.rejected = rejected
        }
    }

    /// E.g. `cloudtrail`.
    public var origin: String
    public var files: [File]
    public var inserted: Int
    public var duplicates: Int
    public var rejected: Int

    public init(origin: String, files: [File], inserted: Int, duplicates: Int, rejected: Int) {
        self.origin = origin
        self.files = files
        self.inserted = inserted
        self.duplicates = duplicates
        self.rejected = rejected
    }
}
