// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Governance

/// A person's use of a database while one command runs: who, where, and the clients.
struct Session: Sendable {
    /// Where the data lives, for `info` and for errors.
    struct Location: Sendable, Hashable {
        var kind: Kind
        /// Without secrets.
        var databaseURL: String
        /// How the owner of a private cluster reaches it as its superuser; nil for a team's database.
        var superuserURL: String?

        enum Kind: String, Sendable, Hashable {
            case privateCluster = "private"
            case demonstration
            case team
        }
    }

    var clients: GovernanceClients
    /// Brings in what other systems reported.
    var imports: ImportClient
    var location: Location
    /// Creates the login role that is to be registered, where this program runs the server itself, and says whether
    /// it did.
    var createLogin: (@Sendable (_ login: String) async throws -> Bool)?
    /// Drops a login role that was created and not registered.
    var dropLogin: (@Sendable (_ login: String) async throws -> Void)?

    /// Makes one governed call and writes its answer.
    ///
    /// A call that this side already refuses (a read-only session, a login that is nobody here) is answered in the same
    /// shape, so that a program reads one shape for everything that ends with status 1.
    func govern(
        _ output: Output, _ format: OutputFormat,
        _ call: @Sendable (GovernanceClients, ActionContext) async throws -> ActionResult
    ) async throws -> CommandStatus {
        let context = try await actionContext(output)
        do {
            return output.answer(try await call(clients, context), format: format)
        } catch {
            guard format != .table, let result = ActionResult(refusal: error) else { throw error }
            return output.answer(result, format: format)
        }
    }

    /// The circumstances of a governed action: probes the sources first, so that the trail says how much could be seen.
    ///
    /// - Returns: The context with `n/5`; each probe is bounded by its own deadline.
    func actionContext(_ output: Output) async throws -> ActionContext {
        let statuses = await clients.coverage.statuses()
        try Task.checkCancellation()
        let coverage = CoverageSummary(statuses, total: clients.coverage.sources.count)
        let missing = statuses.filter { $0.state != .live }.map { status -> DisplayText in
            "\(status.source.name) \(status.state.rawValue)"
        }
        let names = missing.isEmpty ? DisplayText("") : " (\(missing.joined(separator: ", ")))"
        output.say("Source coverage \(coverage.description) live\(names).")
        return ActionContext(surface: "cli", coverage: coverage.description)
    }
}
