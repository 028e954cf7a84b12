// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One SQL statement with its values.
///
/// Values are interpolated and travel apart from the text, as `$1`, `$2`, …:
///
/// ```swift
/// let query: Query = "select title from countersign.event where id = \(id) and severity = \(severity)"
/// ```
///
/// Nothing that is interpolated plainly becomes text of the statement. What has to be text says so:
/// `\(identifier: name)` for a quoted name, `\(unescaped: sql)` for SQL of the program's own making, and
/// `\(fragment)` for another `Query`, whose values come along.
public struct Query: Sendable, Hashable {
    /// The pieces of text around the values: always one more than there are values.
    private var texts: [String]
    private(set) var binds: [Bind]

    /// A statement without values. The text is taken as it is, so it has to be the program's own.
    public init(unescaped sql: String) {
        texts = [sql]
        binds = []
    }

    init() {
        self.init(unescaped: "")
    }

    /// The statement as the server gets it, `$n` where the values go.
    public var sql: String {
        guard !binds.isEmpty else { return texts[0] }
        var sql = texts[0]
        for (index, text) in texts.dropFirst().enumerated() {
            sql += "$\(index + 1)"
            sql += text
        }
        return sql
    }

    /// How many values it carries.
    public var valueCount: Int { binds.count }

    mutating func append(text: String) {
        texts[texts.count - 1] += text
    }

    mutating func append(bind: Bind) {
        binds.append(bind)
        texts.append("")
    }

    mutating func append(_ other: Query) {
        texts[texts.count - 1] += other.texts[0]
        texts.append(contentsOf: other.texts.dropFirst())
        binds.append(contentsOf: other.binds)
    }

    /// The two statements one after the other, values renumbered.
    public static func + (left: Query, right: Query) -> Query {
        var query = left
        query.append(right)
        return query
    }

    /// Appends `right`, values renumbered.
    public static func += (left: inout Query, right: Query) {
        left.append(right)
    }
}

extension Query: CustomStringConvertible {
    /// The statement's text; never its values.
    public var description: String { sql }
}

extension Query: CustomReflectable {
    /// Keeps `dump` and test reports from printing the values.
    public var customMirror: Mirror {
        Mirror(self, children: ["sql": sql, "values": binds.count])
    }
}
