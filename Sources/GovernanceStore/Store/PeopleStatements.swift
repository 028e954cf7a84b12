// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// The statements about persons, their roles and the session itself.
enum PeopleStatements {
    static let people: Query = """
        select login, display_name, email, roles, is_suspended, registered_at \
        from countersign.person_overview order by login
        """

    /// Who the session is and what it is connected to: one row.
    static let session: Query = """
        select i.login, i.display_name, i.email, i.roles, i.is_suspended, i.registered_at, i.is_registered, \
        i.unsafe_reason, i.is_read_only, coalesce(v.version, 0)::bigint as version, \
        current_setting('server_version') as server_version \
        from countersign.my_identity as i cross join countersign.schema_version as v
        """

    static func register(_ login: String, _ displayName: String, _ email: String?, client: String) -> Query {
        """
        select \(ActionResult.columns) \
        from countersign.register_person(\(login), \(displayName), \(text: email), \(json: client))
        """
    }

    static func grant(_ login: String, _ role: GovernanceRole, _ reason: String, client: String) -> Query {
        """
        select \(ActionResult.columns) \
        from countersign.grant_role(\(login), \(role.rawValue), \(reason), \(json: client))
        """
    }
}

extension PeopleStatements {
    static func revoke(_ login: String, _ role: GovernanceRole, _ reason: String, client: String) -> Query {
        """
        select \(ActionResult.columns) \
        from countersign.revoke_role(\(login), \(role.rawValue), \(reason), \(json: client))
        """
    }

    static func suspend(_ login: String, _ reason: String, client: String) -> Query {
        "select \(ActionResult.columns) from countersign.suspend_person(\(login), \(reason), \(json: client))"
    }

    static func reinstate(_ login: String, _ reason: String, client: String) -> Query {
        "select \(ActionResult.columns) from countersign.reinstate_person(\(login), \(reason), \(json: client))"
    }

    /// The latest grants first.
    static func tenures(_ login: String?) -> Query {
        var statement: Query = """
            select login, role, granted_at, granted_by, grant_reason, revoked_at, revoked_by, revoke_reason \
            from countersign.person_role
            """
        if let login { statement += " where login = \(login)" }
        return statement + " order by granted_at desc, login, role"
    }
}

extension RoleTenure {
    /// Decodes a row of `PeopleStatements.tenures`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            login: try columns.next(), role: try columns.next(),
            grantedAt: Timestamp(microseconds: try columns.next()), grantedBy: try columns.next(),
            grantReason: try columns.next(), revokedAt: try columns.nextMoment(), revokedBy: try columns.next(),
            revokeReason: try columns.next())
    }
}

extension Person {
    /// Decodes `login, display_name, email, roles, is_suspended, registered_at`.
    init(_ columns: inout ColumnReader) throws {
        let login = try columns.next(String.self)
        self.init(
            login: login, displayName: try columns.next(String?.self) ?? login, email: try columns.next(),
            // a role of a newer schema is none that this program knows what to do with
            roles: try columns.next([String].self).compactMap(GovernanceRole.init(rawValue:)),
            isSuspended: try columns.next(),
            registeredAt: try columns.next(Int64?.self).map(Timestamp.init(microseconds:)))
    }
}
