// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres

extension ClusterProvisioner {
    /// Creates a login role that may become a person, on a private cluster.
    ///
    /// Registering it is a governed call of an admin, not of the superuser, and so is the decision: ask only for those
    /// whom PostgreSQL would let register somebody, and drop the role again where it refuses. A role that is there is
    /// left as it is, and names that no person may have are left to that call to refuse.
    ///
    /// - Returns: Whether the role was made now.
    /// - Throws: `MigrationError`.
    public func createLogin(_ login: String) async throws(MigrationError) -> Bool {
        guard Self.mayBeLogin(login) else { return false }
        return try await migrator().withConnection { connection in
            try await Migrator.repeatingRaces {
                try await connection.withTransaction { connection in
                    guard try await !Self.exists(login, connection) else { return false }
                    try await connection.execute(
                        "create role \(identifier: login) login in role countersign_user", prepare: false)
                    return true
                }
            }
        }
    }

    /// Drops a login role that was made in vain; nothing where it is a person by now.
    ///
    /// - Throws: `MigrationError`, also where the role owns something.
    public func dropLogin(_ login: String) async throws(MigrationError) {
        guard Self.mayBeLogin(login) else { return }
        try await migrator().withConnection { connection in
            let rows = try await connection.query(
                "select exists (select from countersign.person as p where p.login = \(login))")
            guard try rows.first?.decode(0, as: Bool.self) == false else { return }
            try await connection.execute("drop role if exists \(identifier: login)", prepare: false)
        }
    }

    /// Whether a role with this name may be made for a person: PostgreSQL neither cuts nor reserves it, and it is none
    /// of the product's own.
    static func mayBeLogin(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count) && !["postgres", "public", "none"].contains(name)
            && !name.hasPrefix("pg_") && !name.hasPrefix("countersign_")
    }

    static func exists(_ login: String, _ connection: Connection) async throws -> Bool {
        let rows = try await connection.query("select exists (select from pg_roles where rolname = \(login))")
        return try rows.first?.decode(0, as: Bool.self) == true
    }
}
