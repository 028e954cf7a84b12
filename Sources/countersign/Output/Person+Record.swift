// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension Person {
    var record: Record {
        Record([
            "login": .text(login), "display_name": .text(displayName), "email": Field(email),
            "roles": Field(roles.map(\.rawValue)), "is_suspended": .flag(isSuspended),
            "registered_at": Field(registeredAt),
        ])
    }

    static let shape = RecordShape<Person>(
        record: { $0.record },
        columns: [
            TableColumn("LOGIN") { DisplayText($0.login) },
            TableColumn("NAME", minimumWidth: 12) { DisplayText($0.displayName) },
            TableColumn("ROLES", minimumWidth: 10) { person in
                person.roles.map { DisplayText($0.title) }.joined(separator: ", ")
            },
            TableColumn("EMAIL", minimumWidth: 10, dropRank: 1) { DisplayText($0.email ?? "") },
            TableColumn("STATE", color: { $0.isSuspended ? .alarm : .plain }) {
                $0.isSuspended ? "suspended" : "active"
            },
        ])
}
