// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

/// A JSON Schema of the draft 2020-12, as far as the project's own schemas use it. A keyword that this does not know is
/// an error, so that none is passed over in silence.
///
/// Source: https://json-schema.org/draft/2020-12/json-schema-validation
public struct JSONSchema: Sendable {
    /// Why a value does not fit: where in the value, and which keyword says so.
    public struct Violation: Error, CustomStringConvertible {
        public var description: String
    }

    private let root: JSONValue

    /// - Throws: `Violation` where the text is no JSON object.
    public init(_ text: String) throws {
        guard let root = JSONValue(parsing: text), case .object = root else {
            throw Violation(description: "The schema is not a JSON object.")
        }
        self.root = root
    }

    /// Checks a value against the whole schema, or against one of its definitions.
    ///
    /// - Throws: `Violation`.
    public func validate(_ value: JSONValue, definition: String? = nil) throws {
        try check(value, against: definition.map { resolve("#/$defs/\($0)") } ?? root, at: "$")
    }

    private func check(_ value: JSONValue, against schema: JSONValue, at place: String) throws {
        guard case .object(let keywords) = schema else { throw Violation(description: "\(place): not a schema") }
        for (keyword, argument) in keywords {
            guard try holds(keyword, argument, for: value, at: place) else {
                throw Violation(description: "\(place): \(keyword) \(argument.jsonText), found \(value.jsonText)")
            }
        }
    }

    private func holds(
        _ keyword: String, _ argument: JSONValue, for value: JSONValue, at place: String
    ) throws -> Bool {
        switch (keyword, argument, value) {
        case ("$schema", _, _), ("$id", _, _), ("$defs", _, _), ("title", _, _), ("description", _, _): break
        case ("$ref", .string(let path), _): try check(value, against: resolve(path), at: place)
        case ("type", .array(let types), _): return types.contains { Self.isOfType($0, value) }
        case ("type", _, _): return Self.isOfType(argument, value)
        case ("properties", .object(let properties), .object(let members)):
            for (name, schema) in properties {
                if let member = members[name] { try check(member, against: schema, at: "\(place).\(name)") }
            }
        case ("additionalProperties", .object, .object(let members)):
            for (name, member) in members { try check(member, against: argument, at: "\(place).\(name)") }
        case ("required", .array(let names), .object(let members)):
            return names.allSatisfy { if case .string(let name) = $0 { members[name] != nil } else { false } }
        case ("pattern", .string(let pattern), .string(let text)):
            guard pattern.hasPrefix("^"), pattern.hasSuffix("$") else {
                throw Violation(description: "\(place): a pattern without anchors")
            }
            return try Regex(String(pattern.dropFirst().dropLast())).wholeMatch(in: text) != nil
        case ("format", .string("date-time"), .string(let text)): return Self.isDateOfCalendar(text)
        case ("minimum", .integer(let limit), _): return Self.number(value).map { $0 >= Double(limit) } ?? true
        case ("maximum", .integer(let limit), _): return Self.number(value).map { $0 <= Double(limit) } ?? true
        case ("properties", .object, _), ("additionalProperties", .object, _), ("required", .array, _),
            ("pattern", .string, _), ("format", .string("date-time"), _):
            break
        default: throw Violation(description: "\(place): the keyword \(keyword) is not known")
        }
        return true
    }

    private func resolve(_ path: String) -> JSONValue {
        var value = root
        for part in path.split(separator: "/").dropFirst() {
            guard case .object(let members) = value, let member = members[String(part)] else { return .null }
            value = member
        }
        return value
    }

    private static func isOfType(_ type: JSONValue, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case (.string("null"), .null), (.string("boolean"), .bool), (.string("string"), .string),
            (.string("array"), .array), (.string("object"), .object), (.string("integer"), .integer),
            (.string("number"), .integer), (.string("number"), .double):
            true
        case (.string("integer"), .double(let double)): double.isFinite && double.rounded() == double
        default: false
        }
    }

    private static func number(_ value: JSONValue) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }

    /// Whether the day exists in its month; the rest of the form is the pattern's.
    private static func isDateOfCalendar(_ text: String) -> Bool {
        let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]) else { return false }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[parts[1] - 1]).contains(parts[2])
    }
}
