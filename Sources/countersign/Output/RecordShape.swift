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

/// Writes a list whose rows may come in several batches.
struct RecordWriter<Value: Sendable> {
    private let shape: RecordShape<Value>
    private let format: OutputFormat
    private let output: Output
    private var layout: TableLayout<Value>?
    private var count = 0

    init(_ shape: RecordShape<Value>, format: OutputFormat, output: Output) {
        self.shape = shape
        self.format = format
        self.output = output
    }

    /// Writes the header of a table whose rows come one by one.
    mutating func begin() throws {
        if format == .table { try beginTable([], minimumWidths: shape.tailWidths) }
    }

    mutating func write(_ values: [Value]) throws {
        switch format {
        case .table:
            if layout == nil, !values.isEmpty { try beginTable(values, minimumWidths: []) }
            for value in values { try output.line(layout?.line(value) ?? "") }
        case .json:
            for (index, value) in values.enumerated() {
                let text = JSONText.text(shape.record(value), indent: 2)
                try output.write((count + index == 0 ? "[\n  " : ",\n  ") + text)
            }
        case .jsonl:
            for value in values { try output.line(JSONText.text(shape.record(value))) }
        case .csv:
            for (index, value) in values.enumerated() {
                let record = shape.record(value)
                if count + index == 0 { try output.write(CSVText.header(record)) }
                try output.write(CSVText.line(record, isShown: output.terminal.isInteractive))
            }
        }
        count += values.count
    }

    /// Ends the list; an empty one is still a document, and says so to a person.
    func end(ifEmpty words: DisplayText) throws {
        switch format {
        case .json: try output.write(count == 0 ? "[]\n" : "\n]\n")
        case .table where count == 0: output.say(words)
        case .table, .jsonl, .csv: break
        }
        if let omitted = layout?.omitted, !omitted.isEmpty {
            output.say("Left out for want of width: \(omitted.joined(separator: ", ")).")
        }
    }

    private mutating func beginTable(_ rows: [Value], minimumWidths: [Int]) throws {
        let layout = TableLayout(shape.columns, rows: rows, terminal: output.terminal, minimumWidths: minimumWidths)
        self.layout = layout
        for line in layout.header { try output.line(line) }
    }
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
