// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Postgres

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
