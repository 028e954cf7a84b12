// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
