// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Builds the `changes` of a reported event: per field `{"new": …}`, and `{"old": …, "new": …}` where the source tells
/// the old value.
///
/// Redacts, replaces NUL, and keeps within `limit`: the largest values give way first, each to a mark that tells its
/// size.
struct ReportedChanges {
    /// Bytes of the whole as PostgreSQL writes `jsonb` as text; its own limit is 32,768.
    static let limit = 30_000
    /// Characters of one text.
    static let textLimit = 4_000
    /// Levels of one value; `changes` as a whole may have 63.
    static let depthLimit = 48

    private var fields: [String: [String: JSONValue]] = [:]

    /// Adds the members of an object, their names led by `prefix`.
    mutating func add(_ object: JSONValue?, prefix: String = "") {
        guard case .object(let members)? = object else { return }
        for (key, value) in members where value != .null {
            let name = BoundedText.cut(prefix + key, to: 200)
            fields[name] = ["new": Self.bounded(SecretRedaction.redacted(value, key: key, textLimit: Self.textLimit))]
        }
    }

    /// Adds one field whose old value the source tells too.
    mutating func add(_ name: String, old: JSONValue, new: JSONValue) {
        fields[BoundedText.cut(name, to: 200)] = [
            "old": Self.bounded(SecretRedaction.redacted(old, key: name, textLimit: Self.textLimit)),
            "new": Self.bounded(SecretRedaction.redacted(new, key: name, textLimit: Self.textLimit)),
        ]
    }

    /// The changes; nil where there are none.
    var value: JSONValue? {
        guard !fields.isEmpty else { return nil }
        var kept = fields.mapValues(JSONValue.object)
        var sizes = kept.mapValues(Self.size)
        var total = 2 + sizes.reduce(0) { $0 + BoundedText.size($1.key) + 6 + $1.value }
        let largestFirst = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (name, size) in largestFirst where total > Self.limit {
            let mark = JSONValue.object(["new": .string("[cut, \(size) bytes]")])
            let markSize = Self.size(mark)
            guard markSize < size else { break }
            kept[name] = mark
            sizes[name] = markSize
            total -= size - markSize
        }
        guard total > Self.limit else { return .object(kept) }
        // Too many fields for even their marks: the last ones go, and one mark tells how many.
        var dropped = 0
        for name in kept.keys.sorted(by: >) where total > Self.limit - 60 {
            kept[name] = nil
            total -= BoundedText.size(name) + 6 + (sizes[name] ?? 0)
            dropped += 1
        }
        kept["…"] = .object(["new": .string("[cut, \(dropped) more fields]")])
        return .object(kept)
    }

    /// The value, whose texts are cut already, with its keys cut to the same limit, and nested no deeper than allowed.
    private static func bounded(_ value: JSONValue, depth: Int = 0) -> JSONValue {
        switch value {
        case .array where depth == depthLimit, .object where depth == depthLimit:
            .string("[cut, nested deeper than \(depthLimit) levels]")
        case .array(let array): .array(array.map { bounded($0, depth: depth + 1) })
        case .object(let object):
            .object(
                Dictionary(
                    object.map { (BoundedText.cut($0, to: textLimit), bounded($1, depth: depth + 1)) },
                    uniquingKeysWith: { $1 }))
        case .null, .bool, .integer, .double, .string: value
        }
    }

    /// The bytes of `jsonb` as text, which has a blank after each colon and comma.
    static func size(_ value: JSONValue) -> Int {
        switch value {
        case .null: 4
        case .bool: 5
        case .integer(let integer): String(integer).utf8.count
        case .double(let double): String(double).utf8.count
        case .string(let text): 2 + BoundedText.size(text)
        case .array(let array): 2 + array.reduce(0) { $0 + size($1) + 2 }
        case .object(let object): 2 + object.reduce(0) { $0 + BoundedText.size($1.key) + size($1.value) + 6 }
        }
    }
}
