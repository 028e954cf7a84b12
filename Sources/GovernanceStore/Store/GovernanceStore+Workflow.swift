// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Postgres

extension GovernanceStore {
    /// The catalog, the requests and the governed calls.
    public var workflow: WorkflowClient {
        WorkflowClient(
            catalog: {
                try await self.answering { try await self.catalog() }
            },
            requests: { query in
                try await self.answering { try await self.requests(query) }
            },
            request: { id in
                try await self.answering { try await self.request(id) }
            },
            open: { draft, context in
                try await self.act(context) { try RequestStatements.open(draft, client: $0) }
            },
            sign: { id, manifest, context in
                try await self.act(context) { RequestStatements.sign(id, manifestSHA256: manifest, client: $0) }
            },
            reject: { id, reason, context in
                try await self.act(context) { RequestStatements.reject(id, reason: reason, client: $0) }
            },
            withdraw: { id, reason, context in
                try await self.act(context) { RequestStatements.withdraw(id, reason: reason, client: $0) }
            },
            amend: { id, arguments, reason, context in
                try await self.act(context) {
                    try RequestStatements.amend(id, arguments: arguments, reason: reason, client: $0)
                }
            },
            execute: { id, manifest, context in
                try await self.act(context) { RequestStatements.execute(id, manifestSHA256: manifest, client: $0) }
            },
            review: { id, note, context in
                try await self.act(context) { RequestStatements.review(id, note: note, client: $0) }
            },
            close: { id, reason, context in
                try await self.act(context) { RequestStatements.close(id, reason: reason, client: $0) }
            },
            expiring: { time, limit in
                try await self.reading(RequestStatements.expiring(within: time, limit: limit), Expiry.init(row:))
            })
    }

    /// Makes one governed call: one statement, so one transaction.
    func act(
        _ context: ActionContext, _ statement: (_ client: String) throws -> Query
    ) async throws(GovernanceError) -> ActionResult {
        try await answering {
            try await session.checkActing()
            let query = try statement(try context.clientJSON)
            do {
                guard let row = try await database.row(query) else {
                    throw GovernanceError(.unexpected, "PostgreSQL gave no answer to a governed call.")
                }
                return try ActionResult(row: row)
            } catch let error as PostgresError where error.mayHaveTakenEffect {
                throw GovernanceError(
                    .unsettled,
                    "The connection was lost before PostgreSQL answered; the action may have taken effect. "
                        + "Look at the timeline before trying again.")
            }
        }
    }

    private func catalog() async throws -> [Workflow] {
        _ = try await session.facts()
        return try await database.withConnection { connection in
            let slots = try await connection.query(RequestStatements.slots).map(WorkflowSlot.decode)
            let fields = try await connection.query(RequestStatements.fields).map(WorkflowField.decode)
            return try await connection.query(RequestStatements.workflows).map { row in
                var columns = ColumnReader(row: row, position: 0)
                let key = try columns.next(String.self)
                var workflow = Workflow(
                    key: key, ordinal: try columns.next(), title: try columns.next(),
                    description: try columns.next(), requiredRole: try columns.next(),
                    condition: try columns.next(), category: try columns.next(), isOffered: try columns.next(),
                    openerRole: try columns.nextWord(), slots: slots.filter { $0.workflow == key }.map(\.slot),
                    fields: fields.filter { $0.workflow == key }.map(\.field))
                workflow.isInCatalog = try columns.next()
                return workflow
            }
        }
    }

    private func requests(_ query: RequestQuery) async throws -> [GovernanceRequest] {
        var after: String?
        if let id = query.after {
            after = ShownID.uuid(id, prefix: ShownID.requestPrefix)
            guard after != nil else {
                throw GovernanceError(.invalidInput, "after is not the id of a request (req_…).")
            }
        }
        return try await requests(RequestStatements.requests(query, after: after))
    }

    private func request(_ id: String) async throws -> GovernanceRequest? {
        guard let uuid = ShownID.uuid(id, prefix: ShownID.requestPrefix) else { return nil }
        return try await requests(RequestStatements.request(uuid)).first
    }

    private func requests(_ statement: Query) async throws -> [GovernanceRequest] {
        _ = try await session.facts()
        return try await database.withConnection { connection in
            let rows = try await connection.query(statement)
            let uuids = try rows.compactMap { row in
                ShownID.uuid(try row.decode(0), prefix: ShownID.requestPrefix)
            }
            guard !uuids.isEmpty else { return [] }
            var signatures: [String: [RequestSignature]] = [:]
            for row in try await connection.query(RequestStatements.signatures(of: uuids)) {
                let (request, signature) = try RequestSignature.decode(row)
                signatures[request, default: []].append(signature)
            }
            return try rows.map { row in
                try GovernanceRequest(row: row, signatures: signatures[try row.decode(0)] ?? [])
            }
        }
    }
}
