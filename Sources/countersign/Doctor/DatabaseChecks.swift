// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance
import GovernanceStore

/// Whether the database can be worked with, by this person, and can be trusted.
struct DatabaseChecks {
    let clients: GovernanceClients
    /// How long events may wait for their numbers before that is told.
    private static let patience = Duration.seconds(60)

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        findings.append(await server())
        guard findings[0].state != .broken else { return findings }
        findings.append(await identity())
        findings.append(await logins())
        findings.append(await sealing())
        findings.append(await attempts())
        return findings
    }

    private func server() async -> Finding {
        let check = "database.schema"
        for await state in clients.storeStates() {
            switch state {
            case .connecting: continue
            case .lost(_, let reason):
                return Finding(
                    check, .broken, reason, advice: "Start the server, or mend the address.", isUnavailability: true)
            case .live(let facts):
                let found = "version \(facts.schemaVersion) on PostgreSQL \(facts.serverVersion)"
                if facts.schemaVersion > SchemaVersion.required {
                    return Finding(
                        check, .warning, "\(found), newer than this program's \(SchemaVersion.required)",
                        advice: "Reading works; acting needs a later release of countersign.")
                }
                return facts.isReadOnly
                    ? Finding(
                        check, .warning, "\(found), which takes no writes",
                        advice: "It is a standby, or read-only; point at the primary to act.")
                    : Finding(check, .ok, found)
            }
        }
        return Finding(check, .broken, "no database answered", isUnavailability: true)
    }

    private func identity() async -> Finding {
        let check = "database.identity"
        do {
            let identity = try await clients.people.identity()
            let person = identity.person
            let roles = person.roles.map(\.title).joined(separator: " + ")
            let found = "\(person.login), \(roles.isEmpty ? "without a role" : roles)"
            if let reason = identity.readOnlyReason {
                return Finding(
                    check, .warning, "\(found): \(reason)",
                    advice: person.isSuspended ? "countersign people reinstate \(person.login), by an admin." : nil)
            }
            return roles.isEmpty
                ? Finding(
                    check, .warning, found,
                    advice: "An admin runs: countersign people grant \(person.login) ROLE --reason …")
                : Finding(check, .ok, found)
        } catch {
            return failure(check, error)
        }
    }

    /// Logins that could act past the functions. One that is a registered person is broken; the server's superuser and
    /// the service are there on every database.
    private func logins() async -> Finding {
        let check = "database.unsafe-logins"
        do {
            let logins = try await clients.inspection.unsafeLogins()
            let people = logins.filter(\.isRegistered)
            guard people.isEmpty else {
                return Finding(
                    check, .broken, people.map { "\($0.login): \($0.reason)" }.joined(separator: "; "),
                    advice: "Take the attribute or the membership away; every action of theirs is refused until then.")
            }
            guard !logins.isEmpty else { return Finding(check, .ok, "none") }
            return Finding(
                check, .ok,
                "nobody registered; beside the people: "
                    + logins.map { "\($0.login) (\($0.reason))" }.joined(separator: "; "),
                advice: "Whoever may be one of them can act past the trail.")
        } catch {
            return failure(check, error)
        }
    }

    private func sealing() async -> Finding {
        let check = "database.sealing"
        do {
            let state = try await clients.inspection.sealing()
            guard state.pending > 0 else { return Finding(check, .ok, "sealed to #\(state.head), nothing waits") }
            let waiting = state.pending > 10_000 ? "more than 10,000" : "\(state.pending)"
            let found = "\(waiting) waiting behind #\(state.head)"
            if let sealedAt = state.sealedAt, state.askedAt.duration(since: sealedAt) < Self.patience {
                return Finding(check, .ok, found)
            }
            return Finding(
                check, .warning, "\(found), and nobody seals",
                advice: "The console seals a private cluster while it runs; elsewhere the service does.")
        } catch {
            return failure(check, error)
        }
    }

    private func attempts() async -> Finding {
        let check = "database.attempts"
        do {
            let lost = try await clients.audit.status().attemptsWithoutRecord
            return lost == 0
                ? Finding(check, .ok, "every attempt has its record")
                : Finding(
                    check, .warning, lost == 1 ? "1 attempt left no record" : "\(lost) attempts left no record",
                    advice: "Somebody rolled back their own transaction, or the server crashed (up to 32 each time).")
        } catch {
            return failure(check, error)
        }
    }

    private func failure(_ check: String, _ error: any Error) -> Finding {
        DatabaseChecks.failure(check, error)
    }

    /// How an error of the database is told.
    static func failure(_ check: String, _ error: any Error) -> Finding {
        let failure = CommandFailure(error)
        return Finding(
            check, .broken, failure.description, advice: advice(error),
            isUnavailability: failure.status == .unavailable && !isSchema(error))
    }

    private static func isSchema(_ error: any Error) -> Bool {
        guard let error = error as? GovernanceError else { return false }
        return error.code == .schemaTooOld || error.code == .schemaTooNew
    }

    private static func advice(_ error: any Error) -> String? {
        switch (error as? GovernanceError)?.code {
        case .schemaTooOld: "Whoever runs the database: countersign migrate"
        case .notRegistered: "An admin runs: countersign people add LOGIN"
        case .notPermitted: "Whoever runs the database: grant countersign_user to the login"
        case .unavailable: "Start the server, or mend the address: countersign info shows it."
        default: nil
        }
    }
}
