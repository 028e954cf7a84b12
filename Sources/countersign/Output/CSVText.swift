// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

/// Writes comma-separated values (RFC 4180), lines ended by CRLF.
///
/// Nothing is altered, except on a terminal, which would obey what is in a text: there every character is made visible.
/// No value is prefixed against spreadsheets that take a leading `=`, `+`, `-` or `@` for a formula (import the columns
/// as text). A missing value is an empty field, an empty text is `""`. Lists and objects are JSON.
enum CSVText {
    static func header(_ record: Record) -> String {
        line(record.entries.map { cell(.text($0.name)) })
    }

    static func line(_ record: Record, isShown: Bool = false) -> String {
        line(
            record.entries.map { entry in
                guard isShown, case .text(let text) = entry.value else { return cell(entry.value) }
                return cell(.text(DisplayText(text).description))
            })
    }

    private static func line(_ cells: [String]) -> String {
        cells.joined(separator: ",") + "\r\n"
    }

    private static func cell(_ field: Field) -> String {
        switch field {
        case .null, .json(.null): ""
        case .text(let text): quotedIfNeeded(text)
        case .moment(let moment): moment.rfc3339
        case .integer, .flag, .number: JSONText.text(field)
        case .list, .record, .json: quotedIfNeeded(JSONText.text(field))
        }
    }

    private static func quotedIfNeeded(_ text: String) -> String {
        // By code points: a line end of two is one character.
        let needsQuotes = text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n" }
        guard text.isEmpty || needsQuotes else { return text }
        var quoted = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append("\"") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}
