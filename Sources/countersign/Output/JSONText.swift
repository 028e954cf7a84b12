// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Writes JSON (RFC 8259), keys in the order of the record.
///
/// What a terminal would obey or hide (controls, bidirectional marks, zero-width and tag characters) is written as
/// `\u` escapes, so that the text is safe to look at and reads back exactly.
enum JSONText {
    static func text(_ field: Field, indent: Int? = nil) -> String {
        var text = ""
        write(field, to: &text, indent: indent)
        return text
    }

    static func text(_ record: Record, indent: Int? = nil) -> String {
        text(.record(record), indent: indent)
    }

    private static func write(_ field: Field, to text: inout String, indent: Int?) {
        switch field {
        case .null: text += "null"
        case .text(let value): writeString(value, to: &text)
        case .integer(let value): text += String(value)
        case .flag(let value): text += value ? "true" : "false"
        case .number(let value): text += number(value)
        case .moment(let value): writeString(value.rfc3339, to: &text)
        case .json(let value): write(value, to: &text, indent: indent)
        case .list(let values):
            writeMembers(values.map { (nil, $0) }, in: ("[", "]"), to: &text, indent: indent)
        case .record(let record):
            writeMembers(record.entries.map { ($0.name, $0.value) }, in: ("{", "}"), to: &text, indent: indent)
        }
    }

    private static func write(_ value: JSONValue, to text: inout String, indent: Int?) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .double(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): writeString(value, to: &text)
        case .array(let values):
            writeMembers(values.map { (nil, .json($0)) }, in: ("[", "]"), to: &text, indent: indent)
        case .object(let object):
            let members = object.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            writeMembers(members.map { ($0.key, .json($0.value)) }, in: ("{", "}"), to: &text, indent: indent)
        }
    }

    private static func writeMembers(
        _ members: [(name: String?, value: Field)], in brackets: (open: String, close: String),
        to text: inout String, indent: Int?
    ) {
        text += brackets.open
        let inner = indent.map { $0 + 2 }
        for (index, member) in members.enumerated() {
            if index > 0 { text += "," }
            newLine(to: &text, inner)
            if let name = member.name {
                writeString(name, to: &text)
                text += indent == nil ? ":" : ": "
            }
            write(member.value, to: &text, indent: inner)
        }
        if !members.isEmpty { newLine(to: &text, indent) }
        text += brackets.close
    }

    private static func newLine(to text: inout String, _ indent: Int?) {
        if let indent { text += "\n" + String(repeating: " ", count: indent) }
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let thousandths = (value * 1_000).rounded()
        guard abs(thousandths) < 1e15 else { return "\(value)" }
        let whole = Int64(thousandths)
        return whole % 1_000 == 0 ? String(whole / 1_000) : "\(Double(whole) / 1_000)"
    }

    private static func writeString(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if isHidden(scalar) {
                    for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escape(unit, to: &text) }
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }

    private static func escape(_ unit: UInt16, to text: inout String) {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
        default: return false
        }
    }
}
