// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@Suite struct CanvasTests {
    private static let ground = Style(background: .indexed(4))
    private static let red = Style(foreground: .indexed(1))

    @Test("Text is clipped to its rectangle and the canvas")
    func clipping() {
        var canvas = Canvas(size: Size(width: 12, height: 3))
        #expect(canvas.write("Overview", at: Point(x: -3, y: 0)) == 5)
        #expect(canvas.write("Timeline", at: Point(x: 8, y: 1)) == 16)
        canvas.write("Sources", at: Point(x: 0, y: 2), in: Rect(x: 2, y: 2, width: 3, height: 1))
        canvas.write("gone", at: Point(x: 0, y: 99))
        #expect(
            canvas.text == """
                rview
                        Time
                  urc
                """)
    }

    @Test("Wide characters are never left in halves")
    func wideCharacters() {
        var canvas = Canvas(size: Size(width: 6, height: 4))
        for y in 0..<4 { canvas.write("東京支", at: Point(x: 0, y: y)) }
        canvas.write("x", at: Point(x: 1, y: 0))
        canvas.write("x", at: Point(x: 2, y: 1))
        canvas.fill(Rect(x: 3, y: 2, width: 1, height: 1), style: Self.ground)
        canvas.write("店", at: Point(x: 1, y: 3))
        #expect(
            canvas.text == """
                 x京支
                東x 支
                東  支
                 店 支
                """)
        for y in 0..<4 { #expect(canvas.row(y).reduce(0) { $0 + Int($1.width) } == 6) }
        var edge = Canvas(size: Size(width: 3, height: 2))
        edge.write("東京", at: Point(x: 0, y: 0))
        edge.write("東京", at: Point(x: -1, y: 1))
        #expect(edge.text == "東\n 京")
    }

    @Test("Text lies over the ground that is there")
    func ground() {
        var canvas = Canvas(size: Size(width: 6, height: 1))
        canvas.fill(canvas.bounds, style: Style(background: .indexed(4), attributes: .reverse))
        canvas.write("ab", at: .zero, style: Self.red.adding(.bold))
        canvas.write("c", at: Point(x: 1, y: 0))
        let runs = canvas.runs(ofRow: 0)
        #expect(runs.map(\.text) == ["a", "c", "    "])
        #expect(
            runs.first?.style
                == Style(foreground: .indexed(1), background: .indexed(4), attributes: [.bold, .reverse]))
        #expect(runs[1].style.attributes == .reverse)
        canvas.apply(Style(background: .indexed(3)), to: Rect(x: 0, y: 0, width: 1, height: 1))
        #expect(canvas[.zero]?.style.background == .indexed(3))
        #expect(canvas[.zero]?.style.foreground == .indexed(1))
    }

    @Test("One line fits its rectangle")
    func fitted() {
        var canvas = Canvas(size: Size(width: 20, height: 4))
        let area = Rect(x: 2, y: 0, width: 10, height: 1)
        canvas.write("Governance Operator", in: area)
        canvas.write("right", in: area.offset(y: 1), alignment: .trailing)
        canvas.write("mid", in: area.offset(y: 2), alignment: .center)
        var styled = StyledText("Governance ", Self.red)
        styled.append("Operator")
        canvas.write(styled, in: area.offset(y: 3), truncation: .middle)
        #expect(
            canvas.text == """
                  Governanc…
                       right
                     mid
                  Gover…ator
                """)
        var lines = Canvas(size: Size(width: 8, height: 2))
        #expect(lines.write(lines: ["one", "two", "three"], in: lines.bounds) == 2)
        #expect(lines.text == "one\ntwo")
    }

    @Test("Hairlines join where they meet")
    func hairlines() {
        var canvas = Canvas(size: Size(width: 9, height: 5))
        canvas.horizontalHairline(y: 0, columns: 0..<9)
        canvas.horizontalHairline(y: 4, columns: 0..<9)
        canvas.verticalHairline(x: 4, rows: 0..<5)
        canvas.horizontalHairline(y: 2, columns: 0..<5)
        canvas.horizontalHairline(y: 3, columns: 4..<9)
        #expect(
            canvas.text == """
                ────┬────
                    │
                ────┤
                    ├────
                ────┴────
                """)
        canvas.horizontalHairline(y: 1, columns: -5..<40)
        #expect(canvas.text(ofRow: 1) == "────┼────")
        canvas.verticalHairline(x: 99, rows: -4..<1_000_000)
    }

    @Test("Rows compare cell by cell")
    func equality() {
        var one = Canvas(size: Size(width: 4, height: 2))
        var other = one
        #expect(one == other && one.rowIsEqual(0, to: other))
        other.write("x", at: .zero, style: Self.red)
        #expect(!one.rowIsEqual(0, to: other) && one.rowIsEqual(1, to: other))
        one.write("x", at: .zero)
        #expect(!one.rowIsEqual(0, to: other))
        #expect(!one.rowIsEqual(7, to: other) && !one.rowIsEqual(0, to: Canvas(size: Size(width: 3, height: 2))))
    }

    @Test("Absurd canvases are small ones")
    func absurd() {
        let huge = Canvas(size: Size(width: .max, height: .max))
        #expect(huge.size == Canvas.maximum)
        var none = Canvas(size: .zero)
        none.fill(Rect(x: -9, y: -9, width: .max, height: .max), style: Self.ground)
        none.write("x", at: .zero)
        none.write("x", in: Rect(x: 0, y: 0, width: 5, height: 5))
        none.horizontalHairline(y: 0, columns: 0..<5)
        #expect(none.text == "" && none[.zero] == nil && none.row(0).isEmpty)
    }
}
