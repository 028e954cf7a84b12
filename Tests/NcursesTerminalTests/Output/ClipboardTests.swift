// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import NcursesTerminal

@Suite struct ClipboardTests {
    @Test(
        "RFC 4648 section 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(text: String, encoded: String) {
        #expect(Clipboard.base64(Array(text.utf8)) == encoded)
    }

    @Test func sequences() {
        func sequence(_ environment: [String: String]) -> String? {
            Clipboard.sequence(for: "foo", environment: environment).map { String(decoding: $0, as: UTF8.self) }
        }
        let plain = "\u{1B}]52;c;Zm9v\u{7}"
        #expect(sequence([:]) == plain)
        #expect(sequence(["TMUX": "/tmp/x,1,0"]) == plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\")
        #expect(sequence(["STY": "1.x"]) == "\u{1B}P" + plain + "\u{1B}\\")
        // To screen within tmux, tmux's own wrapping would be text to show.
        #expect(sequence(["STY": "1.x", "TMUX": "/tmp/x,1,0"]) == "\u{1B}P" + plain + "\u{1B}\\")
    }

    @Test("Nothing hidden is copied, newlines and tabs are")
    func sanitized() {
        #expect(Clipboard.sanitized("a\tb\nrm \u{202E}x\u{1B}[201~") == "a\tb\nrm <U+202E>x<U+001B>[201~")
    }

    @Test("More than terminals take is refused, not cut")
    func limit() {
        #expect(Clipboard.sequence(for: String(repeating: "x", count: 56_244), environment: [:]) != nil)
        #expect(Clipboard.sequence(for: String(repeating: "x", count: 56_246), environment: [:]) == nil)
    }
}
