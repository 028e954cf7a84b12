// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The prepared statements of a connection, the least recently used one last.
///
/// A statement is prepared when it is used for the second time: what runs once is not worth the extra round trip. One
/// whose plan is what counts is prepared at once.
struct StatementCache {
    struct Key: Hashable {
        var sql: String
        var types: [PostgresType]
    }

    enum Lookup: Equatable {
        /// Send it with its text.
        case unprepared
        /// Prepare it under this name first.
        case prepare(String)
        /// It is there under this name.
        case prepared(String)
    }

    private struct Entry {
        var name: String?
        var lastUse: UInt64
    }

    let limit: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0
    /// Statements that the server still has and the cache no longer wants.
    private(set) var discarded: [String] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func lookUp(_ key: Key, isWorthIt: Bool = false) -> Lookup {
        guard limit > 0 else { return .unprepared }
        uses += 1
        let isNew = entries[key] == nil
        if isNew { evict() }
        var entry = entries[key] ?? Entry(name: nil, lastUse: uses)
        entry.lastUse = uses
        entries[key] = entry
        if isNew && !isWorthIt { return .unprepared }
        if let name = entry.name { return .prepared(name) }
        names += 1
        return .prepare("countersign_\(names)")
    }

    /// Whether the server has it.
    func holds(_ key: Key) -> Bool { entries[key]?.name != nil }

    /// The server has it now.
    mutating func store(_ key: Key, name: String) {
        entries[key, default: Entry(name: nil, lastUse: uses)].name = name
    }

    /// The server's copy is of no use any more, or gone.
    mutating func remove(_ key: Key, isGone: Bool) {
        guard let entry = entries.removeValue(forKey: key), let name = entry.name, !isGone else { return }
        discarded.append(name)
    }

    /// The server has dropped all of them.
    mutating func forgetAll() {
        entries.removeAll()
        discarded.removeAll()
    }

    mutating func takeDiscarded() -> String? { discarded.popLast() }

    private mutating func evict() {
        guard entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return
        }
        remove(oldest.key, isGone: false)
    }
}
