// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// How one kind of value is written: as a record for programs, as table columns for people.
struct RecordShape<Value: Sendable>: Sendable {
    var record: @Sendable (Value) -> Record
    var columns: [TableColumn<Value>]
    /// Widths to expect in a table whose rows come one by one.
    var tailWidths: [Int] = []
}

extension Output {
    /// Writes one value: an object in JSON, a labelled list for people.
    func write<Value>(_ value: Value, _ shape: RecordShape<Value>, format: OutputFormat) throws {
        let record = shape.record(value)
        switch format {
        case .table: try write(details(record))
        case .json: try line(JSONText.text(record, indent: 0))
        case .jsonl: try line(JSONText.text(record))
        case .csv: try write(CSVText.header(record) + CSVText.line(record, isShown: terminal.isInteractive))
        }
    }

    /// `label  value`, a line each, without what is missing; texts of several lines are continued below themselves.
    private func details(_ record: Record, indent: Int = 0) -> String {
        let shown = record.entries.filter { $0.value != .null && $0.value != .list([]) }
        let width = shown.map { Terminal.width(of: $0.name) }.max() ?? 0
        var text = ""
        for entry in shown {
            let label = DisplayText(entry.name).padded(to: width + 2, alignment: .leading)
            let head = String(repeating: " ", count: indent)
            let start =
                terminal.hasColor ? TableColor.faint.sequence + label.description + "\u{1B}[0m" : label.description
            let margin = String(repeating: " ", count: indent + width + 2)
            let room = terminal.width.map { max(20, $0 - indent - width - 2) }
            let lines = Self.lines(entry.value).flatMap { line in room.map { line.wrapped(to: $0) } ?? [line] }
            let values = lines.isEmpty ? [""] : lines.map(\.description)
            for (index, value) in values.enumerated() {
                text += (index == 0 ? head + start : margin) + value + "\n"
            }
        }
        return text
    }

    /// A record inside of another: a line each, the first one marked.
    private static func lines(of record: Record) -> [DisplayText] {
        let shown = record.entries.filter { $0.value != .null && $0.value != .list([]) }
        let width = shown.map { Terminal.width(of: $0.name) }.max() ?? 0
        var found: [DisplayText] = []
        for entry in shown {
            for (index, value) in lines(entry.value).enumerated() {
                let mark: DisplayText = found.isEmpty ? "· " : "  "
                let label = DisplayText(index == 0 ? entry.name : "").padded(to: width + 2, alignment: .leading)
                found.append(mark + label + value)
            }
        }
        return found
    }

    private static func lines(_ field: Field) -> [DisplayText] {
        switch field {
        case .null: []
        case .text(let text): DisplayText.lines(of: text)
        case .moment(let moment): [DisplayText(moment.shown)]
        case .list(let fields): fields.flatMap(lines)
        case .record(let record): lines(of: record)
        case .integer, .flag, .number, .json: [DisplayText(JSONText.text(field))]
        }
    }
}
