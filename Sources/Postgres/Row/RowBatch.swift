// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A run of rows in one block of memory. Rows point into it, so one row that is kept keeps its batch.
final class RowBatch: Sendable {
    let columns: Columns
    let count: Int
    let bytes: [UInt8]
    /// Where each cell ends in `bytes`, shifted left by one; the lowest bit says that it is NULL.
    let ends: [Int]

    init(columns: Columns, count: Int, bytes: [UInt8], ends: [Int]) {
        self.columns = columns
        self.count = count
        self.bytes = bytes
        self.ends = ends
    }

    func cell(row: Int, column: Int) -> Cell {
        let index = row * columns.count + column
        let start = index == 0 ? 0 : ends[index - 1] >> 1
        let end = ends[index]
        return Cell(batch: self, column: column, range: start..<(end >> 1), isNull: end & 1 == 1)
    }
}

/// The columns of a result, shared by its rows.
final class Columns: Sendable {
    let names: [String]
    let types: [PostgresType]
    /// Where a name is; -1 where several columns share it.
    private let positions: [String: Int]

    init(names: [String], types: [PostgresType]) {
        self.names = names
        self.types = types
        positions = Dictionary(zip(names, names.indices)) { _, _ in -1 }
    }

    var count: Int { names.count }

    func position(of name: String) throws(PostgresError) -> Int {
        guard let position = positions[name] else {
            let known = names.joined(separator: ", ")
            throw PostgresError(.decoding, "the result has no column \"\(name)\"; it has: \(known)")
        }
        guard position >= 0 else {
            throw PostgresError(.decoding, "the result has several columns named \"\(name)\"; name them apart with AS")
        }
        return position
    }
}
