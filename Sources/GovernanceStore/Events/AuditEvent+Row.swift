// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Postgres

extension AuditEvent {
    /// Decodes the columns of `EventStatements.columns`, from the given position on.
    init(row: Row, from first: Int = 0, sequence: Int64? = nil) throws {
        var columns = ColumnReader(row: row, position: first)
        self.init(
            id: ShownID.event(try columns.next()), format: try columns.next(),
            occurredAt: Timestamp(microseconds: try columns.next()),
            recordedAt: Timestamp(microseconds: try columns.next()), stream: try columns.nextWord(),
            category: try columns.next(), severity: try columns.nextWord(), action: try columns.next(),
            title: try columns.next(), detail: try columns.next(), actorUsername: try columns.next(),
            actorEmail: try columns.next(), actorRoles: try columns.next([String]?.self) ?? [],
            actorAuthMethod: try columns.next(), via: try columns.next(), clientAddress: try columns.next(),
            surface: try columns.next(), resourceType: try columns.next(), resourceID: try columns.next(),
            tenant: try columns.next(), environment: try columns.next(), packageID: try columns.next(),
            requestID: try columns.next(), correlationID: try columns.next(), backend: try columns.next(),
            resultReference: try columns.next(), outcome: try columns.nextWord(), errorCode: try columns.next(),
            errorMessage: try columns.next(), changes: try columns.nextJSON(), coverage: try columns.next(),
            origin: try columns.next(), originEventID: try columns.next(), sequence: sequence)
    }
}

/// Reads the cells of a row one after the other.
struct ColumnReader {
    let row: Row
    var position: Int

    mutating func next<Value: ColumnDecodable>(_ type: Value.Type = Value.self) throws -> Value {
        defer { position += 1 }
        return try row.decode(position, as: type)
    }

    /// A word of a fixed vocabulary; another one comes from a newer schema.
    mutating func nextWord<Word: RawRepresentable>(
        _ type: Word.Type = Word.self
    ) throws -> Word where Word.RawValue == String {
        let text = try next(String.self)
        guard let word = Word(rawValue: text) else {
            throw GovernanceError(
                .schemaTooNew,
                "Column \(row.columnNames[position - 1]) holds a word that this program does not know. "
                    + "Use a later release.")
        }
        return word
    }

    mutating func nextJSON() throws -> JSONValue? {
        guard let text = try next(String?.self) else { return nil }
        return try JSONText.decode(text)
    }
}

/// JSON as text, the form in which it travels to and from PostgreSQL.
enum JSONText {
    static func decode(_ text: String) throws(GovernanceError) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            throw GovernanceError(.unexpected, "A JSON column cannot be read.")
        }
    }

    static func encode(_ value: JSONValue) throws(GovernanceError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw GovernanceError(.invalidInput, "A number that is not finite cannot be sent.")
        }
    }
}
