// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@Suite struct SanitizingTests {
    @Test(
        "What hides, steers or reorders is shown",
        arguments: [
            ("\u{1B}[31mred", "<U+001B>[31mred"),
            ("\u{7}\u{7F}\u{9B}31m", "<U+0007><U+007F><U+009B>31m"),
            ("a\u{0}b", "a<U+0000>b"),
            ("invoice\u{202E}fdp.exe", "invoice<U+202E>fdp.exe"),
            ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"),
            ("pay\u{200B}pal", "pay<U+200B>pal"),
            ("a\u{AD}b", "a<U+00AD>b"),
            ("\u{FEFF}x", "<U+FEFF>x"),
            ("tag\u{E0041}", "tag<U+E0041>"),
            ("two\u{2028}lines\u{2029}", "two<U+2028>lines<U+2029>"),
            ("a\u{FE0F}", "a<U+FE0F>"),
            ("a\u{E0100}", "a<U+E0100>"),
            ("\u{E000}\u{FFFE}\u{10FFFF}", "<U+E000><U+FFFE><U+10FFFF>"),
            ("\u{378}", "<U+0378>"),
            ("a\u{A0}b\u{2009}c", "a<U+00A0>b<U+2009>c"),
            ("\u{3164}\u{115F}\u{2800}", "<U+3164><U+115F><U+2800>"),
            ("👩\u{200D}💻", "👩<U+200D>💻"),
            ("👍🏽", "👍<U+1F3FD>"),
            ("one\ntwo\tthree\r", "one⏎two⇥three<U+000D>"),
            ("⏎⇥", "<U+23CE><U+21E5>"),
            ("typed <U+202E>", "typed <U+003C>U+202E>"),
            ("a < b <U <u+", "a < b <U <u+"),
        ])
    func escapes(raw: String, shown: String) {
        #expect(DisplayText(raw).description == shown)
    }

    @Test(
        "Letters of every script stay as they are",
        arguments: [
            "Überprüfung", "Кириллица", "שלום", "مرحبا", "東京支店", "한국어", "ไทย", "हिन्दी", "e\u{301}", "🇩🇪", "🎉", "\u{3000}",
            "\u{1112}\u{1161}\u{11AB}",
        ])
    func letters(text: String) {
        #expect(DisplayText(text).description == text)
        #expect(!DisplayText(text).hasEscapes)
    }

    @Test("Piled-up marks are capped, marks without a letter are shown")
    func marks() {
        let pile = "e" + String(repeating: "\u{301}", count: 6)
        #expect(DisplayText(pile).description == "e\u{301}\u{301}\u{301}\u{301}<U+0301><U+0301>")
        let shown = ["\u{301}x", "\n\u{301}", "\u{202E}\u{301}", "a\u{1161}"].map { DisplayText($0).description }
        #expect(shown == ["<U+0301>x", "⏎<U+0301>", "<U+202E><U+0301>", "a<U+1161>"])
    }

    @Test("No two texts together make an escape that nobody wrote")
    func joining() {
        #expect((DisplayText("<") + DisplayText("U+202E>")).description == "<U+003C>U+202E>")
        #expect((DisplayText("<U") + DisplayText("+202E>")).description == "<U+003C>U+202E>")
        // A mark makes the `+` another character, and no less of an escape to whoever reads it.
        #expect((DisplayText("<") + DisplayText("U+\u{301}202E>")).description == "<U+003C>U+\u{301}202E>")
        #expect((DisplayText("<U") + DisplayText("+\u{301}202E>")).description == "<U+003C>U+\u{301}202E>")
        let joined = [DisplayText("a<"), DisplayText("U"), DisplayText("+1>")].joined()
        #expect(joined.description == "a<U+003C>U+1>")
        #expect(joined.width == "a<U+003C>U+1>".count)
    }

    @Test("Interpolation sanitises strings and trusts literals")
    func interpolation() {
        let actor = "eve\u{202E}\n"
        let target = "a\tb"
        let text: DisplayText = "⏎ signed by \(actor), \(3) of \(DisplayText(target))"
        #expect(text.description == "⏎ signed by eve<U+202E>⏎, 3 of a⇥b")
        let literal: DisplayText = "bell \u{7}"
        #expect(literal.description == "bell <U+0007>")
    }

    @Test("Lines keep a sign where a newline stood, so that a made-up line shows")
    func lines() {
        #expect(DisplayText.lines(of: "a\nb\n\nc").map(\.description) == ["a⏎", "b⏎", "⏎", "c"])
        #expect(DisplayText.lines(of: "a\r\n").map(\.description) == ["a<U+000D>⏎"])
        #expect(DisplayText.lines(of: "").map(\.description) == [""])
    }

    @Test("Escapes are found for marking")
    func marking() {
        let plain = Style.plain
        let escape = Style(attributes: .reverse)
        let text = DisplayText("ab\u{202E}c<\u{200B}").styled(plain, escapes: escape)
        #expect(text.spans.map(\.text.description) == ["ab", "<U+202E>", "c<", "<U+200B>"])
        #expect(text.spans.map(\.style) == [plain, escape, plain, escape])
        #expect(text.width == DisplayText("ab\u{202E}c<\u{200B}").width)
    }
}
