// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@testable import countersign

@Suite("Tables for people")
struct TableLayoutTests {
    private struct Row: Sendable {
        var name: String
        var title: String
        var id = "0123456789"
    }

    private static let alarm: @Sendable (Row) -> TableColor = { _ in .alarm }
    private static let columns: [TableColumn<Row>] = [
        TableColumn("NAME", dropRank: 1) { DisplayText($0.name) },
        TableColumn("TITLE", minimumWidth: 6, color: alarm) { DisplayText($0.title) },
        TableColumn("ID") { DisplayText($0.id) },
    ]

    private func table(_ rows: [Row], _ terminal: Terminal) -> [String] {
        let layout = TableLayout(Self.columns, rows: rows, terminal: terminal)
        return layout.header + rows.map(layout.line)
    }

    @Test("Without a terminal there is no colour, no border and no cut")
    func plain() {
        let lines = table([Row(name: "a", title: "A title of some length"), Row(name: "bcdef", title: "")], .none)
        #expect(
            lines == [
                "NAME   TITLE                   ID",
                "a      A title of some length  0123456789",
                "bcdef                          0123456789",
            ])
    }

    @Test("On a terminal the flexible column gives way first, then columns are left out and named")
    func fitting() {
        let rows = [Row(name: "abcdef", title: "A title of some length")]
        let terminal = Terminal(isInteractive: true, hasColor: false, width: 30)
        #expect(
            table(rows, terminal) == [
                "NAME    TITLE       ID", String(repeating: "─", count: 30), "abcdef  A title o…  0123456789",
            ])
        let narrow = Terminal(isInteractive: true, hasColor: false, width: 20)
        let layout = TableLayout(Self.columns, rows: rows, terminal: narrow)
        #expect(layout.omitted.map(\.description) == ["NAME"])
        #expect(layout.line(rows[0]) == "A title…  0123456789")
    }

    @Test("Colour stands beside the word and ends with the cell")
    func color() {
        let layout = TableLayout(
            Self.columns, rows: [Row(name: "a", title: "b")],
            terminal: Terminal(isInteractive: true, hasColor: true, width: 80))
        #expect(layout.line(Row(name: "a", title: "b")) == "a     \u{1B}[31mb    \u{1B}[0m  0123456789")
    }

    @Test(
        "No cell can write what a terminal obeys or hides",
        arguments: [Terminal.none, Terminal(isInteractive: true, hasColor: false, width: 60)])
    func hostile(_ terminal: Terminal) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var text = "x"
            for _ in 0..<8 {
                let ranges: [ClosedRange<UInt32>] = [
                    0...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xE_0001...0xE_007F,
                    0xFEFF...0xFEFF, 0xAD...0xAD, 0x61...0x7A,
                ]
                let range = ranges.randomElement(using: &generator) ?? 0...0
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
                    text.unicodeScalars.append(scalar)
                }
            }
            let lines = table([Row(name: text, title: text, id: text)], terminal)
            for scalar in lines.joined().unicodeScalars {
                let category = scalar.properties.generalCategory
                #expect(category != .control && category != .format, "\(text.debugDescription)")
            }
        }
    }
}
