// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

/// Copies rows into one block as they arrive, so that neither libpq's two kilobytes for each nor a pointer into its
/// memory stay behind.
struct RowBatchBuilder {
    /// Large enough to make the hop to the actor cheap, small enough to bound a stream's memory.
    private static let rowLimit = 512
    private static let byteLimit = 256 * 1024

    private(set) var count = 0
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    var isFull: Bool { count >= Self.rowLimit || bytes.count >= Self.byteLimit }

    mutating func append(_ result: borrowing OwnedResult, columns: Int) {
        for column in 0..<Int32(columns) {
            let isNull = PQgetisnull(result.pointer, 0, column) == 1
            if !isNull, let value = PQgetvalue(result.pointer, 0, column) {
                let length = Int(PQgetlength(result.pointer, 0, column))
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: value, count: length))
            }
            ends.append(bytes.count << 1 | (isNull ? 1 : 0))
        }
        count += 1
    }

    func batch(_ columns: Columns) -> RowBatch {
        RowBatch(columns: columns, count: count, bytes: bytes, ends: ends)
    }
}
