// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

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
