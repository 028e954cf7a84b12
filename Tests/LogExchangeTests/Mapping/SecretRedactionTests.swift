// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import LogExchange

@Suite("B65 C46: secrets in free text", .timeLimit(.minutes(1)))
struct SecretRedactionTests {
    @Test(
        "Links lose what is secret in them, also one behind the other and one in the other",
        arguments: [
            ("see https://a.example/x?token=1 now", "see https://a.example/x?[redacted] now"),
            ("https://ann:pw@a.example/x", "https://[redacted]@a.example/x"),
            ("http://a.example/x,https://ann:pw@b.example/", "http://a.example/x,https://[redacted]@b.example/"),
            (
                "https://ann:pw@a.example/,https://bob:pw2@b.example/",
                "https://[redacted]@a.example/,https://[redacted]"
            ),
            ("http://a.example/x,http://b.example/y", "http://a.example/x,http://b.example/y"),
        ])
    func links(text: String, shown: String) {
        #expect(SecretRedaction.redacted(text) == shown)
    }

    @Test(
        "Two hundred kilobytes of links in links take a few passes, not minutes, and show no secret",
        arguments: ["(a://", "a://x,", "(a://h:1/@", "(a://h:1/b@c,", "a://h/(b://ann:secret@h/,"])
    func hostile(part: String) {
        let text = String(repeating: part, count: (200 << 10) / part.utf8.count) + "(a://ann:secret@host/"
        let redacted = SecretRedaction.redacted(text)
        #expect(!redacted.contains("ann:secret@host"))
        #expect(redacted.utf8.count <= text.utf8.count * 4)
    }
}
