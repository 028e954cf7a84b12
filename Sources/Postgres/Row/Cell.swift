// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One value of a row as the server sent it, in PostgreSQL's text form.
public struct Cell: Sendable {
    let batch: RowBatch
    let column: Int
    let range: Range<Int>

    /// Whether it is NULL.
    public let isNull: Bool

    init(batch: RowBatch, column: Int, range: Range<Int>, isNull: Bool) {
        self.batch = batch
        self.column = column
        self.range = range
        self.isNull = isNull
    }

    /// The column's name.
    public var columnName: String { batch.columns.names[column] }

    /// The column's type.
    public var type: PostgresType { batch.columns.types[column] }

    /// The text form, whatever the type; nil for NULL.
    public var text: String? {
        isNull ? nil : withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of the text form, for the length of the call; none for NULL.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try batch.bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The value as `type`.
    ///
    /// - Throws: ``PostgresError/Code/decoding`` naming the column and both types, never the value.
    public func decode<Value: ColumnDecodable>(
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        if let value = Value(cell: self) { return value }
        let found = isNull ? "NULL" : "a value of type \(self.type) that cannot be read as one"
        throw PostgresError(.decoding, "column \"\(columnName)\": expected \(Value.expectation), found \(found)")
    }
}

extension Cell: CustomStringConvertible {
    /// Name and type alone; values are not for logs.
    public var description: String { "Cell(\(columnName): \(type))" }
}

extension Cell: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["column": columnName, "type": type.description]) }
}
