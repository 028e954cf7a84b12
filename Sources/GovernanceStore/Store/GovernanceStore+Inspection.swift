// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Postgres

extension GovernanceStore {
    /// How this session reached the database, and how the database is kept.
    public var inspection: InspectionClient {
        InspectionClient(
            connection: { try await self.answering { try await self.connectionFacts() } },
            unsafeLogins: {
                try await self.answering {
                    try await self.database.rows(InspectionStatements.unsafeLogins, isPrepared: false).map { row in
                        UnsafeLogin(
                            login: try row.decode(0), reason: try row.decode(1), isRegistered: try row.decode(2))
                    }
                }
            },
            sealing: {
                try await self.answering {
                    guard let row = try await self.database.row(InspectionStatements.sealing) else {
                        throw GovernanceError(.unexpected, "PostgreSQL did not tell how far the trail is sealed.")
                    }
                    return SealingState(
                        head: try row.decode(0),
                        sealedAt: try row.decode(1, as: Int64?.self).map(Timestamp.init(microseconds:)),
                        pending: Int(clamping: try row.decode(2, as: Int64.self)),
                        askedAt: Timestamp(microseconds: try row.decode(3)))
                }
            })
    }

    private func connectionFacts() async throws -> ConnectionFacts {
        let url = configuration.connection.description
        return try await database.withConnection { connection in
            guard let row = try await connection.query(InspectionStatements.connection, prepare: false).first else {
                throw GovernanceError(.unexpected, "PostgreSQL did not say how the session reached it.")
            }
            var facts = ConnectionFacts(
                url: url, database: try row.decode(0), login: try row.decode(1), authMethod: "unknown",
                serverAddress: try row.decode(2), encryption: try row.decode(3))
            // A server may keep its identity to itself, and then the rest is still worth knowing.
            facts.systemIdentifier = try? await connection.query(InspectionStatements.systemIdentifier, prepare: false)
                .first?.decode(0)
            let isTold = try row.decode(4, as: Bool.self)
            let method: Query = isTold ? InspectionStatements.toldMethod : InspectionStatements.inferredMethod
            let found = try await connection.query(method, prepare: false).first
            facts.authMethod = try found?.decode(0, as: String?.self) ?? "unknown"
            return facts
        }
    }
}

/// The statements about the database itself; all of them read catalogs and views that every login may read.
enum InspectionStatements {
    static let connection: Query = """
        select current_database()::text, session_user::text, \
        host(inet_server_addr()) || ' port ' || inet_server_port(), \
        (select s.cipher from pg_stat_ssl as s where s.pid = pg_backend_pid() and s.ssl), \
        current_setting('server_version_num')::integer >= 160000
        """

    static let systemIdentifier: Query = "select system_identifier::text from pg_control_system()"

    /// PostgreSQL 16 and later say how a session was authenticated.
    static let toldMethod: Query = "select nullif(split_part(system_user, ':', 1), '')"

    /// Before that only a client certificate shows, and a private cluster knows no other way than `peer`.
    static let inferredMethod: Query = """
        select case \
        when exists (select 1 from pg_stat_ssl as s where s.pid = pg_backend_pid() and s.client_dn is not null) \
        then 'certificate' \
        when inet_client_addr() is null and pg_has_role('countersign_user', 'member') \
        and current_setting('listen_addresses') = '' then 'peer' end
        """

    static let unsafeLogins: Query = """
        select r.rolname::text, u.reason, p.login is not null \
        from pg_roles as r \
        cross join lateral countersign.unsafe_login_reason(r.rolname) as u(reason) \
        left join countersign.person_overview as p on p.login = r.rolname \
        where r.rolcanlogin and u.reason is not null order by p.login is null, r.rolname
        """

    static let sealing: Query = """
        select head, sealed_at, pending, clock_timestamp() from countersign.trail_head
        """
}
