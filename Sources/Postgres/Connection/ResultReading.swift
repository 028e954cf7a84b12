// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

/// What the server has answered to the statement under way.
struct ResultReading {
    /// The columns of the rows that are coming, once they are known.
    var columns: Columns?
    /// The first error; what follows it is its consequence.
    var error: PostgresError?
    var commandTag = ""
    var affectedRows = 0

    mutating func note(_ error: PostgresError) {
        if self.error == nil { self.error = error }
    }

    mutating func noteCompletion(of result: borrowing OwnedResult) {
        commandTag = PQcmdStatus(result.pointer).map { String(cString: $0) } ?? ""
        affectedRows = PQcmdTuples(result.pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }
}

/// A libpq result, freed when it goes out of scope.
struct OwnedResult: ~Copyable {
    let pointer: OpaquePointer

    init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var columns: Columns {
        let range = 0..<PQnfields(pointer)
        return Columns(
            names: range.map { PQfname(pointer, $0).map { String(cString: $0) } ?? "" },
            types: range.map { PostgresType(rawValue: PQftype(pointer, $0)) })
    }
}

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
