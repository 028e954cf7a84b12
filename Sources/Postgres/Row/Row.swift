// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One row of a result: cells by position or by name.
///
/// ```swift
/// let title = try row.decode("title", as: String.self)
/// let note = try row.decode("note", as: String?.self)
/// ```
///
/// A row is small; its bytes lie in a block that it shares with its neighbours.
public struct Row: Sendable {
    let batch: RowBatch
    let index: Int

    /// How many columns there are.
    public var count: Int { batch.columns.count }

    /// The names of the columns, in order.
    public var columnNames: [String] { batch.columns.names }

    /// The cell at `position`, counted from 0. Outside the row's columns is a programming error and traps.
    public subscript(position: Int) -> Cell {
        precondition(position >= 0 && position < count, "row has \(count) columns, asked for position \(position)")
        return batch.cell(row: index, column: position)
    }

    /// The cell in the column `name`.
    ///
    /// - Throws: ``PostgresError/Code/decoding`` where there is no such column, or more than one.
    public func cell(_ name: String) throws(PostgresError) -> Cell {
        batch.cell(row: index, column: try batch.columns.position(of: name))
    }

    /// The value in the column `name`.
    ///
    /// - Throws: ``PostgresError/Code/decoding`` naming the column and the type that was expected, never the value.
    public func decode<Value: ColumnDecodable>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        try cell(name).decode(as: type)
    }

    /// The value at `position`, counted from 0.
    ///
    /// - Throws: ``PostgresError/Code/decoding``, also where the row has no such position.
    public func decode<Value: ColumnDecodable>(
        _ position: Int, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard position >= 0, position < count else {
            throw PostgresError(.decoding, "the result has \(count) columns, position \(position) is not among them")
        }
        return try batch.cell(row: index, column: position).decode(as: type)
    }
}

extension Row: CustomStringConvertible {
    /// The column names alone; values are not for logs.
    public var description: String { "Row(\(columnNames.joined(separator: ", ")))" }
}

extension Row: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["columns": columnNames]) }
}
