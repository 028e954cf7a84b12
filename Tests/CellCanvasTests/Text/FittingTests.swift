// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@Suite struct FittingTests {
    @Test(
        "Widths count columns",
        arguments: [
            ("abc", 3), ("東京", 4), ("e\u{301}", 1), ("🎉", 2), ("🇩🇪", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2),
            ("ｆｕｌｌ", 8), ("ไทย", 3), ("", 0), ("\u{202E}", 8), ("●▲─", 3),
        ])
    func widths(text: String, width: Int) {
        #expect(DisplayText(text).width == width)
    }

    @Test("Truncation keeps to its width and cuts between characters")
    func truncation() {
        let name = DisplayText("Northwind Studio")
        #expect(name.truncated(to: 16).description == "Northwind Studio")
        #expect(name.truncated(to: 10).description == "Northwind…")
        #expect(name.truncated(to: 10, at: .middle).description == "North…udio")
        #expect(name.truncated(to: 10, at: .start).description == "…nd Studio")
        #expect(name.truncated(to: 1).description == "…")
        #expect(name.truncated(to: 0).description == "")
        #expect(name.truncated(to: -3).description == "")
        #expect(DisplayText("東京支店").truncated(to: 6).description == "東京…")
        #expect(DisplayText("東京支店").truncated(to: 6).width == 5)
        #expect(DisplayText("東京支店").fitted(to: 6).description == "東京… ")
        #expect(DisplayText("cafe\u{301}s").truncated(to: 5).description == "cafe\u{301}s")
        #expect(DisplayText("cafe\u{301}s!").truncated(to: 5).description == "cafe\u{301}…")
        #expect(DisplayText("🇩🇪🇫🇷").truncated(to: 3).description == "🇩🇪…")
    }

    @Test func padding() {
        #expect(DisplayText("7").padded(to: 3, alignment: .trailing).description == "  7")
        #expect(DisplayText("ab").padded(to: 5, alignment: .center).description == " ab  ")
        #expect(DisplayText("東").padded(to: 4).description == "東  ")
        #expect(DisplayText("long").padded(to: 2).description == "long")
    }

    @Test("Wrapping breaks at spaces, then inside of long words, and between ideographs")
    func wrapping() {
        func wrap(_ text: String, _ width: Int) -> [String] {
            DisplayText(text).wrapped(to: width).map(\.description)
        }
        #expect(wrap("the quick brown fox", 10) == ["the quick", "brown fox"])
        #expect(wrap("the quick brown fox", 9) == ["the quick", "brown fox"])
        #expect(wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"])
        #expect(wrap("to abcdefghij", 4) == ["to", "abcd", "efgh", "ij"])
        #expect(wrap("東京支店の承認", 5) == ["東京", "支店", "の承", "認"])
        #expect(wrap("", 5) == [""])
        #expect(wrap("a  b", 10) == ["a  b"])
        #expect(wrap("東", 1) == ["東"])
        let lines = DisplayText.wrapped(DisplayText.lines(of: "one two\nthree"), to: 5)
        #expect(lines.map(\.description) == ["one", "two⏎", "three"])
    }

    @Test("Search hits are given in columns, without regard to case")
    func hits() {
        #expect(DisplayText("Lease, 東京 LEASE").columns(of: "lease") == [0..<5, 12..<17])
        #expect(DisplayText("aaaa").columns(of: "aa") == [0..<2, 2..<4])
        #expect(DisplayText("abc").columns(of: "").isEmpty)
        #expect(DisplayText("ab").columns(of: "abc").isEmpty)
    }

    @Test func styledTruncation() {
        let bold = Style(attributes: .bold)
        var text = StyledText("high ", bold)
        text.append("Worker lease")
        #expect(text.truncated(to: 8).spans.map(\.text.description).joined() == "high Wo…")
        #expect(text.truncated(to: 3).spans.last?.style == bold)
        #expect(text.truncated(to: 9, at: .middle).width == 9)
        #expect(text.truncated(to: 99) == text)
    }
}
