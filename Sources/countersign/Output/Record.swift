// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Named values in the order in which they are written.
struct Record: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var name: String
        var value: Field
    }

    var entries: [Entry]

    init(_ entries: KeyValuePairs<String, Field>) {
        self.entries = entries.map { Entry(name: $0.key, value: $0.value) }
    }

    subscript(name: String) -> Field? {
        entries.first { $0.name == name }?.value
    }
}
