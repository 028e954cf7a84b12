// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

extension PostgresError {
    /// The error that a failed result carries.
    init(result: OpaquePointer?) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        self.init(.query, field(Self.primary) ?? "the server reported an error without a message")
        sqlState = field(Self.state)
        severity = field(Self.severity)
        detail = field(Self.detail)
        hint = field(Self.hint)
        context = field(Self.context)
        schema = field(Self.schema)
        table = field(Self.table)
        column = field(Self.column)
        constraint = field(Self.constraint)
        position = field(Self.position).flatMap { Int($0) }
        routine = field(Self.routine)
    }

    private static func code(_ character: Unicode.Scalar) -> Int32 { Int32(character.value) }

    // The characters that the protocol gives the fields of ErrorResponse (PostgreSQL manual, 55.8). libpq's
    // PG_DIAG_… macros are character constants, which Swift imports as CChar on one platform and Int32 on another.
    private static var severity: Int32 { code("V") }
    private static var state: Int32 { code("C") }
    private static var primary: Int32 { code("M") }
    private static var detail: Int32 { code("D") }
    private static var hint: Int32 { code("H") }
    private static var context: Int32 { code("W") }
    private static var schema: Int32 { code("s") }
    private static var table: Int32 { code("t") }
    private static var column: Int32 { code("c") }
    private static var constraint: Int32 { code("n") }
    private static var position: Int32 { code("P") }
    private static var routine: Int32 { code("R") }
}
