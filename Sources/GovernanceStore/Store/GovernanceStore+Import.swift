// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
public import Governance
import Postgres

extension GovernanceStore {
    /// Brings in what other systems reported.
    public var imports: ImportClient {
        ImportClient(
            importBatch: { origin, records, context in
                try await self.answering { try await self.importBatch(origin, records, context) }
            },
            recordImport: { summary, context in
                try await self.act(context) { ImportStatements.record(try Self.json(summary), client: $0) }
            })
    }

    private func importBatch(
        _ origin: String, _ records: [ImportRecord], _ context: ActionContext
    ) async throws -> ImportBatchResult {
        try await session.checkActing()
        let statement = ImportStatements.take(origin, try Self.json(records), client: try context.clientJSON)
        do {
            guard let row = try await database.row(statement) else {
                throw GovernanceError(.unexpected, "PostgreSQL gave no answer to an import.")
            }
            return try ImportBatchResult(row: row)
        } catch let error as PostgresError where error.code == .serverClosed || error.code == .commitUnknown {
            throw GovernanceError(
                .unavailable,
                "The connection was lost during the import. Run it again: what the trail has is not taken twice.")
        }
    }

    private static func json(_ value: some Encodable) throws(GovernanceError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw GovernanceError(.invalidInput, "A number that is not finite cannot be sent.")
        }
    }
}

/// The statements that bring in events.
private enum ImportStatements {
    static func take(_ origin: String, _ records: String, client: String) -> Query {
        """
        select outcome, code, message, event_id, inserted::bigint, duplicates::bigint, rejected::bigint, errors \
        from countersign.import_events(\(origin), \(json: records), \(json: client))
        """
    }

    static func record(_ summary: String, client: String) -> Query {
        "select \(ActionResult.columns) from countersign.record_import(\(json: summary), \(json: client))"
    }
}

extension ImportBatchResult {
    /// Decodes `outcome, code, message, event_id, inserted, duplicates, rejected, errors`.
    fileprivate init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        let result = ActionResult(
            outcome: try columns.nextWord(), code: try columns.next(String?.self) ?? "",
            message: try columns.next(String?.self) ?? "", eventID: try columns.next())
        self.init(
            result: result, inserted: Int(try columns.next(Int64.self)), duplicates: Int(try columns.next(Int64.self)),
            rejected: Int(try columns.next(Int64.self)))
        guard case .array(let errors)? = try columns.nextJSON() else { return }
        rejections = errors.compactMap { error in
            guard case .object(let members) = error, case .integer(let index)? = members["index"],
                case .string(let message)? = members["message"]
            else { return nil }
            return Rejection(position: Int(index), message: message)
        }
    }
}
