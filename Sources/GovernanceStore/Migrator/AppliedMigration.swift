// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A row of `countersign.schema_migration`.
public struct AppliedMigration: Sendable, Hashable {
    public var version: Int
    public var name: String
    /// Lower-case hex SHA-256 of the file that was applied.
    public var sha256: String

    public init(version: Int, name: String, sha256: String) {
        self.version = version
        self.name = name
        self.sha256 = sha256
    }
}
