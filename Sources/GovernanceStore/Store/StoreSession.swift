// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// Who the session is, asked again when the answer may have changed: roles are granted and revoked, servers fail over,
/// schemas are migrated while a console runs.
actor StoreSession {
    private let database: Database
    nonisolated let isReadOnly: Bool
    private var known: (facts: SessionFacts, at: ContinuousClock.Instant)?

    /// How long an answer is good for deciding what to ask. PostgreSQL decides what may be read all the same.
    private static let shelfLife: Duration = .seconds(3)

    init(database: Database, isReadOnly: Bool) {
        self.database = database
        self.isReadOnly = isReadOnly
    }

    /// What is known, if that is recent, else asked anew.
    ///
    /// - Throws: `GovernanceError`, `schema-too-old` and `not-permitted` with what to do.
    func facts() async throws -> SessionFacts {
        if let known, known.at.duration(to: .now) < Self.shelfLife { return known.facts }
        return try await refresh()
    }

    @discardableResult
    func refresh() async throws -> SessionFacts {
        do {
            guard let row = try await database.row(PeopleStatements.session) else {
                throw GovernanceError(.unexpected, "PostgreSQL did not say who the session is.")
            }
            let facts = try SessionFacts(row: row)
            try SchemaVersion.checkReading(facts.schemaVersion)
            known = (facts, .now)
            return facts
        } catch {
            known = nil
            if let error = error as? PostgresError, let reason = await reason(for: error) { throw reason }
            throw error
        }
    }

    /// Which view of the trail to ask.
    func tier() async throws -> ReadingTier {
        let facts = try await facts()
        return facts.isRegistered && !facts.person.isSuspended && facts.person.roles.contains(.admin) ? .all : .open
    }

    /// Throws where this session cannot act for reasons of its own, not of PostgreSQL's rules.
    func checkActing() async throws {
        guard !isReadOnly else {
            throw GovernanceError(.notPermitted, "This session was started read-only.")
        }
        try SchemaVersion.checkActing(try await facts().schemaVersion)
    }

    /// What it means that the session's own statement failed.
    private func reason(for error: PostgresError) async -> GovernanceError? {
        switch error.sqlState {
        case "42501":
            guard let row = try? await database.row("select session_user::text"),
                let login = try? row.decode(0, as: String.self)
            else { return nil }
            return GovernanceError(
                .notPermitted,
                "The login \(login) is not a member of countersign_user. Whoever runs the database grants it: "
                    + "grant countersign_user to \(login); then an admin runs: countersign people add \(login)")
        case "3F000", "42P01", "42703", "42883":
            guard let row = try? await database.row("select current_database()::text"),
                let name = try? row.decode(0, as: String.self)
            else { return nil }
            return GovernanceError(
                .schemaTooOld, "The database \(name) does not have the schema of this program. Run: countersign migrate"
            )
        default:
            return nil
        }
    }
}
