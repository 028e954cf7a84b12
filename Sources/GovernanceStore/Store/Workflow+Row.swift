// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension WorkflowSlot {
    /// Decodes a row of `RequestStatements.slots`.
    static func decode(_ row: Row) throws -> (workflow: String, slot: WorkflowSlot) {
        var columns = ColumnReader(row: row, position: 0)
        let workflow = try columns.next(String.self)
        let slot = WorkflowSlot(
            name: try columns.next(), role: try columns.nextWord(), acceptsRequester: try columns.next())
        return (workflow, slot)
    }
}

extension WorkflowField {
    /// Decodes a row of `RequestStatements.fields`.
    static func decode(_ row: Row) throws -> (workflow: String, field: WorkflowField) {
        var columns = ColumnReader(row: row, position: 0)
        let workflow = try columns.next(String.self)
        let field = WorkflowField(
            name: try columns.next(), label: try columns.next(), kind: try columns.nextWord(),
            isRequired: try columns.next(), minimum: try columns.next(Int?.self),
            maximum: try columns.next(Int?.self), choices: try columns.next([String].self),
            defaultValue: try columns.next(), help: try columns.next(), confirms: try columns.next(String?.self))
        return (workflow, field)
    }
}
