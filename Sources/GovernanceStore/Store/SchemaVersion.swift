// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// The schema that this program is built for: the number of its last migration.
///
/// A constant, so that a database can be read where the migration files are not at hand.
public enum SchemaVersion {
    public static let required = 36

    /// Throws `schema-too-old` for a database that lacks migrations. A newer one may be read.
    static func checkReading(_ version: Int) throws(GovernanceError) {
        guard version >= required else {
            throw GovernanceError(
                .schemaTooOld,
                "The database has schema \(version); this program needs \(required). Run: countersign migrate")
        }
    }

    /// Throws `schema-too-new` for a database that has migrations which this program does not know.
    static func checkActing(_ version: Int) throws(GovernanceError) {
        try checkReading(version)
        if let reason = readOnlyReason(version) { throw GovernanceError(.schemaTooNew, reason) }
    }

    /// Why a newer schema cannot be acted on; nil where it is not newer.
    static func readOnlyReason(_ version: Int) -> String? {
        guard version > required else { return nil }
        return "The database has schema \(version), newer than this program's \(required): it can be read, "
            + "but acting needs a later release of countersign."
    }
}
