// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A run of rows in one block of memory.
///
/// Rows point into it, so one row that is kept keeps its batch.
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
