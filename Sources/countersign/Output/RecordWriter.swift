// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

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
