// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Query: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        self.init(unescaped: value)
    }

    public init(stringInterpolation: Interpolation) {
        self = stringInterpolation.query
    }

    /// Collects the text and the values of a literal.
    public struct Interpolation: StringInterpolationProtocol {
        var query = Query()

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) {
            query.append(text: literal)
        }

        /// A value; it becomes a bind.
        public mutating func appendInterpolation(_ value: some Bindable) {
            query.append(bind: value.bind)
        }

        /// A JSON document in its text form; the server parses it as `jsonb`.
        public mutating func appendInterpolation(json text: String?) {
            query.append(bind: text.bind)
            query.append(text: "::jsonb")
        }

        /// A moment, in microseconds since 1970-01-01 00:00 UTC; the server gets a `timestamptz`. `Int64.min` and
        /// `Int64.max` stand for `-infinity` and `infinity`.
        public mutating func appendInterpolation(timestamp microseconds: Int64?) {
            query.append(bind: microseconds.map { Timestamp.text(microseconds: $0) }.bind)
            query.append(text: "::timestamptz")
        }

        /// A name of a table, column, role, …, quoted. For `schema.table` interpolate the two apart.
        public mutating func appendInterpolation(identifier name: String) {
            query.append(text: Query.quoted(identifier: name))
        }

        /// SQL text, put in as it is. Never for anything that comes from outside the program.
        public mutating func appendInterpolation(unescaped sql: String) {
            query.append(text: sql)
        }

        /// Another statement or a part of one, its values with it.
        public mutating func appendInterpolation(_ fragment: Query) {
            query.append(fragment)
        }
    }

    /// `name` as a delimited identifier: in double quotes, those within doubled.
    static func quoted(identifier name: String) -> String {
        var quoted = "\""
        for scalar in name.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
