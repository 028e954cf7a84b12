// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@Suite struct ScriptTests {
    @Test(
        "A word that mixes look-alike scripts is told",
        arguments: [
            ("p\u{430}ypal", [.latin, .cyrillic]),
            ("\u{43E}perator_1", [.latin, .cyrillic]),
            ("op\u{200B}er\u{430}tor", [.latin, .cyrillic]),
            ("\u{3BF}racle", [.latin, .greek]),
            ("𝖺dmin", [.latin, .styled]),
            ("ａｄｍｉｎ", [.styled]),
            ("good b\u{430}d good", [.latin, .cyrillic]),
        ] as [(String, Set<Script>)])
    func mixed(text: String, scripts: Set<Script>) {
        #expect(mixedScripts(of: text) == scripts)
    }

    @Test(
        "Ordinary text is not",
        arguments: [
            "operator_1", "Иван Петров", "Worker для Ворона", "東京 Tokyo支店", "Ελλάδα", "naïve café", "", "α-beta",
            "42 µs",
            "한국 Seoul", "Ⅻ",
        ])
    func ordinary(text: String) {
        #expect(mixedScripts(of: text).isEmpty)
    }
}
