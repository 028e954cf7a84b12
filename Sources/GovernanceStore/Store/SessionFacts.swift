// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// What PostgreSQL says of the session: who it is, and what it is connected to.
struct SessionFacts: Sendable, Hashable {
    var person: Person
    var isRegistered: Bool
    var unsafeReason: String?
    var isReadOnlyServer: Bool
    var schemaVersion: Int
    var serverVersion: String

    /// Decodes a row of `PeopleStatements.session`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        person = try Person(&columns)
        isRegistered = try columns.next()
        unsafeReason = try columns.next()
        isReadOnlyServer = try columns.next()
        schemaVersion = try columns.next()
        serverVersion = try columns.next()
    }

    func storeFacts(environment: String) -> StoreFacts {
        StoreFacts(
            environment: environment, serverVersion: serverVersion, isReadOnly: isReadOnlyServer,
            schemaVersion: schemaVersion)
    }

    /// The identity, with the first reason why it cannot act.
    ///
    /// - Throws: `GovernanceError` (`not-registered`).
    func identity(isReadOnlySession: Bool) throws(GovernanceError) -> Identity {
        guard isRegistered else {
            throw GovernanceError(
                .notRegistered,
                "The login \(person.login) is not registered. Ask an admin to run: countersign people add "
                    + person.login)
        }
        var reason: String?
        if isReadOnlySession {
            reason = "This session was started read-only."
        } else if person.isSuspended {
            reason = "\(person.login) is suspended. An admin can lift the suspension."
        } else if let unsafeReason {
            reason = "The login \(person.login) may not act here: \(unsafeReason)."
        } else if isReadOnlyServer {
            reason = "The server takes no writes now: it is a standby, or set to read-only."
        } else {
            reason = SchemaVersion.readOnlyReason(schemaVersion)
        }
        return Identity(person: person, readOnlyReason: reason)
    }
}
