// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// The migrations that this program ships, in order, without gaps.
public struct MigrationSeries: Sendable, Hashable {
    /// Roles, schema and the table of migrations: number 0, safe to run again.
    public var bootstrap: MigrationFile
    /// Sorted by version, from 1.
    public var files: [MigrationFile]

    /// Throws `MigrationError` (`resources-invalid`) where a number is missing or used twice.
    public init(files all: [MigrationFile]) throws(MigrationError) {
        let sorted = all.filter { $0.version > 0 }.sorted { $0.version < $1.version }
        let bootstraps = all.filter { $0.version == 0 }
        guard let bootstrap = bootstraps.first, bootstraps.count == 1 else {
            throw MigrationError(.resourcesInvalid, "There must be one migration file with the number 0000.")
        }
        self.bootstrap = bootstrap
        for (index, file) in sorted.enumerated() where file.version != index + 1 {
            throw MigrationError(
                .resourcesInvalid,
                "The migration files are not a series: \(file.name) is where number \(index + 1) belongs.",
                file: file.name)
        }
        guard !sorted.isEmpty else {
            throw MigrationError(.resourcesInvalid, "There is not one migration file (NNNN_words.sql).")
        }
        files = sorted
    }

    /// Reads every `NNNN_words.sql` in a folder; other files are left alone.
    public init(folder: String) throws(MigrationError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw MigrationError(.resourcesMissing, "The folder \(folder) cannot be read.")
        }
        var files: [MigrationFile] = []
        for name in names where name.hasSuffix(".sql") && name.first?.isNumber == true {
            guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else {
                throw MigrationError(.resourcesMissing, "The file \(folder)/\(name) cannot be read.", file: name)
            }
            files.append(try MigrationFile(name: name, bytes: bytes))
        }
        try self.init(files: files)
    }

    /// The version of a database that has all of them.
    public var latest: Int { files.count }

    /// Compares with what a database applied; throws `MigrationError` (`drift`, `gap`) where they contradict each
    /// other. A database that is newer is a state, not an error.
    public func state(applied: [AppliedMigration]) throws(MigrationError) -> SchemaState {
        let rows = applied.filter { $0.version > 0 }.sorted { $0.version < $1.version }
        for (index, row) in rows.enumerated() {
            guard row.version == index + 1 else {
                throw MigrationError(
                    .gap,
                    "The database has migration \(row.version) (\(row.name)) but lacks number \(index + 1). "
                        + "Nobody but countersign migrate should write countersign.schema_migration.",
                    file: row.name)
            }
            guard index < files.count else { continue }
            let file = files[index]
            guard row.sha256 == file.sha256 else {
                throw MigrationError(
                    .drift,
                    "Migration \(file.name) was changed after it was applied: the database has SHA-256 "
                        + "\(row.sha256.prefix(12))…, this program ships \(file.sha256.prefix(12))…. "
                        + "Use the program that migrated the database, or a later release.",
                    file: file.name)
            }
        }
        if rows.count > files.count { return .newer(version: rows.count) }
        if rows.count == files.count { return .current(version: rows.count) }
        return .older(version: rows.count, pending: files.count - rows.count)
    }
}
