// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why a schema could not be read, checked or brought forward. Nothing was changed by the step that failed.
public struct MigrationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure; the raw value is stable.
    public enum Code: String, Sendable, Hashable {
        /// The program's own SQL files were not found.
        case resourcesMissing = "resources-missing"
        /// The program's own SQL files are not a gapless numbered series.
        case resourcesInvalid = "resources-invalid"
        /// The database applied a migration whose text differs from the program's.
        case drift
        /// The database lacks a migration below one that it has.
        case gap
        /// The database has migrations that this program does not know.
        case newer
        /// Another migration holds the lock.
        case locked
        /// The login may not migrate.
        case notPermitted = "not-permitted"
        /// No database answers.
        case unavailable
        /// PostgreSQL refused a statement of a migration.
        case failed
    }

    public var code: Code
    /// Words for a person: what happened and what to do.
    public var message: String
    /// The migration it is about, e.g. `0001_people.sql`.
    public var file: String?

    public init(_ code: Code, _ message: String, file: String? = nil) {
        self.code = code
        self.message = message
        self.file = file
    }

    public var description: String { message }
}
