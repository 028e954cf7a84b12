// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Postgres

extension GovernanceStore {
    /// The session's identity, the persons, and the audited changes to them.
    public var people: PeopleClient {
        PeopleClient(
            identity: {
                try await self.answering {
                    try await self.session.refresh().identity(isReadOnlySession: self.configuration.isReadOnly)
                }
            },
            people: {
                try await self.answering {
                    _ = try await self.session.facts()
                    return try await self.database.rows(PeopleStatements.people).map { row in
                        var columns = ColumnReader(row: row, position: 0)
                        return try Person(&columns)
                    }
                }
            },
            register: { login, displayName, email, context in
                try await self.act(context) { PeopleStatements.register(login, displayName, email, client: $0) }
            },
            grant: { login, role, reason, context in
                try await self.act(context) { PeopleStatements.grant(login, role, reason, client: $0) }
            },
            revoke: { login, role, reason, context in
                try await self.act(context) { PeopleStatements.revoke(login, role, reason, client: $0) }
            },
            suspend: { login, reason, context in
                try await self.act(context) { PeopleStatements.suspend(login, reason, client: $0) }
            },
            reinstate: { login, reason, context in
                try await self.act(context) { PeopleStatements.reinstate(login, reason, client: $0) }
            },
            tenures: { login in
                try await self.reading(PeopleStatements.tenures(login), RoleTenure.init(row:))
            })
    }
}
