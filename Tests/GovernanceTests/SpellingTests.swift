// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("Suggestions for mistyped words")
struct SpellingTests {
    private static let words = ["break-glass-admin-session", "quota-exception-package", "rollback", "low", "runtime"]

    @Test(arguments: [
        ("rolback", "rollback"), ("orllback", "rollback"), ("break", "break-glass-admin-session"),
        ("LOV", "low"), ("run", "runtime"),
    ])
    func near(_ word: String, _ expected: String) {
        #expect(Spelling.nearest(to: word, in: Self.words) == expected)
    }

    @Test(arguments: ["", "xyzzy", "retire"])
    func far(_ word: String) {
        #expect(Spelling.nearest(to: word, in: Self.words) == nil)
    }
}
