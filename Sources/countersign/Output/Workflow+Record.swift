// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension Workflow {
    var record: Record {
        Record([
            "key": .text(key), "ordinal": Field(ordinal), "title": .text(title), "description": .text(description),
            "required_role": .text(requiredRole), "condition": .text(condition), "category": .text(category),
            "is_offered": .flag(isOffered), "opener_role": .text(openerRole.rawValue),
            "slots": .list(slots.map { .record($0.record) }), "fields": .list(fields.map { .record($0.record) }),
        ])
    }

    static let shape = RecordShape<Workflow>(
        record: { $0.record },
        columns: [
            TableColumn("KEY") { DisplayText($0.key) },
            TableColumn("TITLE", minimumWidth: 16) { DisplayText($0.title) },
            TableColumn("REQUIRED ROLE", minimumWidth: 13) { DisplayText($0.requiredRole) },
            TableColumn("CONDITION", minimumWidth: 16) { DisplayText($0.condition) },
            TableColumn("OFFERED", dropRank: 1) { $0.isOffered ? "yes" : "not yet" },
        ])
}

extension WorkflowField {
    var record: Record {
        Record([
            "name": .text(name), "label": .text(label), "kind": .text(kind.rawValue),
            "is_required": .flag(isRequired), "minimum": Field(minimum), "maximum": Field(maximum),
            "choices": Field(choices), "default": Field(defaultValue), "help": .text(help),
        ])
    }
}
