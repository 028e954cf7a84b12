// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import countersign

@Suite("Writing CSV")
struct CSVTextTests {
    /// A reader of RFC 4180 that tells a missing value from an empty text.
    private func parse(_ text: String) -> [[String?]] {
        var rows: [[String?]] = []
        var row: [String?] = []
        var field = ""
        var wasQuoted = false
        var isQuoted = false
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isQuoted {
                if scalar == "\"", index + 1 < scalars.count, scalars[index + 1] == "\"" {
                    field.unicodeScalars.append("\"")
                    index += 1
                } else if scalar == "\"" {
                    isQuoted = false
                } else {
                    field.unicodeScalars.append(scalar)
                }
            } else if scalar == "\"" {
                isQuoted = true
                wasQuoted = true
            } else if scalar == "," || scalar == "\r" {
                row.append(field.isEmpty && !wasQuoted ? nil : field)
                field = ""
                wasQuoted = false
                if scalar == "\r" {
                    rows.append(row)
                    row = []
                    index += 1
                }
            } else {
                field.unicodeScalars.append(scalar)
            }
            index += 1
        }
        return rows
    }

    @Test("Texts read back exactly: quotes, commas, line ends, formulas, hidden characters")
    func roundTrip() {
        let texts = [
            "", "a", "a,b", "\"", "a\r\nb", "\r", "\n", "=1+1", "+x", "-x", "@x", " x ", "\u{202E}x\u{0}", "é",
        ]
        let record = Record(["first": .null, "second": .text("")])
        #expect(CSVText.header(record) == "first,second\r\n")
        #expect(CSVText.line(record) == ",\"\"\r\n")
        for text in texts {
            let rows = parse(CSVText.line(Record(["a": .text(text), "b": .null, "c": .text("end")])))
            #expect(rows == [[text, nil, "end"]], "\(text.debugDescription)")
        }
    }

    @Test("Nothing is altered against spreadsheets")
    func formulas() {
        #expect(CSVText.line(Record(["a": .text("=cmd|' /C calc'!A0")])) == "=cmd|' /C calc'!A0\r\n")
    }

    @Test("Lists and objects are JSON")
    func structured() {
        #expect(
            CSVText.line(Record(["roles": .list([.text("operator"), .text("admin")])]))
                == "\"[\"\"operator\"\",\"\"admin\"\"]\"\r\n")
    }

    @Test("A18: a terminal is not told to obey what is in a text")
    func terminal() {
        let record = Record(["a": .text("x\u{1B}]0;y\u{7}\u{202E}"), "b": .list([.text("\u{1B}")])])
        let shown = CSVText.line(record, isShown: true)
        #expect(!shown.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" })
        #expect(CSVText.line(record).contains("x\u{1B}]0;y"))
    }
}
