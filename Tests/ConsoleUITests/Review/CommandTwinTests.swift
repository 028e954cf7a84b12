// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@testable import ConsoleUI

@Suite("The equivalent command line")
struct CommandTwinTests {
    private let twin = CommandTwin(invocation: ["countersign", "--demo", "--as", "operator_1"])

    @Test("Each step has its command")
    func steps() {
        let cases: [(Console.GovernedAction, String)] = [
            (
                .open(
                    RequestDraft(
                        workflowKey: "rollback-package-approval",
                        arguments: ["package": .string("POD Engine Alpha"), "confirm": .string("POD Engine Alpha")],
                        reason: "It's slow")),
                "requests open rollback-package-approval --package 'POD Engine Alpha' --confirm 'POD Engine Alpha' "
                    + "--reason 'It'\\''s slow'"
            ),
            (.execute(id: "req_1", manifestSHA256: "ab"), "requests execute --manifest ab req_1"),
            (.review(id: "esc_1", note: "fine"), "requests review --note fine esc_1"),
            (.escalate(lease: "worker-alpha", reason: "more"), "leases escalate --reason more worker-alpha"),
            (.setServing(engine: "A", false, reason: "gone"), "packages drain --reason gone A"),
            (.block(package: "-x", reason: "-y"), "packages block --reason=-y -- -x"),
        ]
        for (action, words) in cases {
            #expect(twin.line(for: action) == "countersign --demo --as operator_1 " + words)
        }
    }

    @Test("B65: hostile text is quoted so that a shell reads exactly its bytes, and the line stays printable")
    func quoting() {
        #expect(ShellWord("").text == "''")
        #expect(ShellWord("a b;$(rm -rf ~)`x`").text == "'a b;$(rm -rf ~)`x`'")
        #expect(ShellWord("it's").text == "'it'\\''s'")
        #expect(ShellWord("a\u{1B}[31m7").text == "$'a\\033[31m7'")
        #expect(ShellWord("x\n'\\\u{202E}9").text == "$'x\\n\\'\\\\\\342\\200\\2569'")
        #expect(ShellWord("北京 é").text == "'北京 é'")
        for hostile in ["\u{0}", "\u{7F}", "\u{9B}", "\u{200B}", "\u{2028}", "\u{E0041}", "\u{A0}", "e\u{301}"] {
            let word = ShellWord(hostile).text
            #expect(word.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }, "\(word)")
        }
    }
}
