// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Postgres

extension GovernanceStore {
    /// The two ends of a session, as stream `auth` records them.
    public enum ConnectionMoment: Sendable, Hashable {
        case opened
        case closed
    }

    /// Records that this session began or ended. A login that is nobody here is refused, and that is recorded.
    ///
    /// - Parameters:
    ///   - moment: Which of the two.
    ///   - context: The surface, and a correlation id that pairs the two.
    /// - Returns: What PostgreSQL answered; nil where the server takes no writes, so that nothing can be recorded.
    /// - Throws: `GovernanceError`.
    @discardableResult
    public func record(
        _ moment: ConnectionMoment, _ context: ActionContext
    ) async throws(GovernanceError) -> ActionResult? {
        try await answering {
            guard try await !session.facts().isReadOnlyServer else { return nil }
            let client = try context.clientJSON
            return try await database.row(ConnectionStatements.record(moment, client: client)).map(
                ActionResult.init(row:))
        }
    }
}

/// The statements that record the two ends of a session.
enum ConnectionStatements {
    static func record(_ moment: GovernanceStore.ConnectionMoment, client: String) -> Query {
        switch moment {
        case .opened:
            "select \(ActionResult.columns) from countersign.record_connection_opened(\(json: client))"
        case .closed:
            "select \(ActionResult.columns) from countersign.record_connection_closed(\(json: client))"
        }
    }
}
