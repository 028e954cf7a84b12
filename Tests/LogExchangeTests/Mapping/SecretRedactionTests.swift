// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@testable import LogExchange

@Suite("C46: what redaction takes out of a text, and what it costs")
struct SecretRedactionTests {
    // MARK: Cost

    /// Texts in which secrets begin, or seem to, all the way through.
    static let hostile = [
        "(a://", "https://h/x,", "(a://[redacted]@x", "a://x:y/", "a://u:p@h,", "a://?", "a:\\\\", "@(a://x/",
        "(eyJ", "basic ", "(AKIAIOSFODNN7EXAMPLE", "a://x:y'", "basic", "basic\t\t",
    ]

    private static func text(of part: String, bytes: Int) -> String {
        String(repeating: part, count: bytes / part.utf8.count)
    }

    /// Were a text read again from each place on, this would take many minutes.
    @Test(
        "However many secrets begin inside one another, a text is read in proportion to its length",
        .timeLimit(.minutes(1)), arguments: hostile)
    func linear(part: String) {
        let text = Self.text(of: part, bytes: 256 << 10)
        #expect(SecretRedaction.redacted(text).utf8.count <= 4 * text.utf8.count)
    }

    @Test("A text that is one long URL is read in proportion to its length", arguments: ["a://x:y/", "@", "//"])
    func linearLink(part: String) {
        let text = Self.text(of: part, bytes: 256 << 10)
        #expect(SecretRedaction.redacted(path: "https://h:x/\(text)@?y").hasSuffix("@?[redacted]"))
    }

    @Test("Of a long text only the beginning is looked at", arguments: hostile)
    func bounded(part: String) {
        let text = Self.text(of: part, bytes: 64 << 10)
        let shown = SecretRedaction.redacted(text, to: 200)
        #expect(shown.unicodeScalars.count <= 200)
        #expect(shown.hasSuffix(" … [cut, \(text.unicodeScalars.count) characters]"))
    }

    // MARK: The edge

    /// Texts with a secret, all of which is made of `hunter2`; `~` stands before and behind it.
    static let secrets = [
        "glpat-~hunter2hunter2hunter2~ rest", "Bearer ~hunter2hunter2hunter2~ rest",
        "basic ~hunterhunterhunterhunter2~ ",
        "eyJ~hunter2.hunter2.hunter2~", "https://ada:~hunter2hunter2~@host/x", "https://~hunter2hunter2~@host/x",
        "https://ada:~hunter2/hunter2~@host/x", "https://ada:~hunter2@hunter2~@host/x",
        "https://ada:~hunter2/hunter2@hunter2~@host/x", "https://host/x?y=~hunter2hunter2~&z=1",
        "https://host/x#~hunter2hunter2~", "postgres://u:~hunter2?hunter2~@host/x",
        "postgres://u:~hunter2'hunter2~@host/x", "(https://host/x,https://ada:~hunter2hunter2~@host/x",
        "https://a:b@host/x,https://ada:~hunter2hunter2~@host/x", "AKIA~HUNTERHUNTERHUNT~", "ASIA~HUNTERHUNTERHUNT~ x",
    ]

    /// Before the secret stands so much that is taken out that its place at the edge comes into sight.
    @Test("Wherever the beginning of a long text ends, nothing of a secret is shown", arguments: Self.secrets)
    func edge(secret: String) throws {
        let limit = 200
        let parts = secret.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        let text = parts.joined()
        let long = String(repeating: " and so on", count: 100)
        for place in 0...text.unicodeScalars.count {
            let front = "https://host/?" + String(repeating: "x", count: 4 * limit - place - 15) + " "
            let shown = SecretRedaction.redacted(front + text + long, to: limit)
            #expect(shown.hasPrefix("https://host/?[redacted] "))
            #expect(shown.hasSuffix("characters]"))
            // Not even the first two letters of it.
            #expect(!shown.lowercased().contains("hu"), "\(place): \(shown)")
        }
    }

    @Test("A text that is cut keeps what is no secret, up to the edge")
    func harmlessEdge() {
        let key = "bucket/" + String(repeating: "directory/", count: 200)
        #expect(SecretRedaction.redacted(key, to: 100).hasPrefix("bucket/directory/directory/"))
        let link = "https://host.example:443/" + key
        #expect(SecretRedaction.redacted(link, to: 100).hasPrefix("https://host.example:443/bucket/directory/"))
        #expect(SecretRedaction.redacted("basic " + key, to: 100).hasPrefix("basic [redacted]"))
        #expect(SecretRedaction.redacted(link, isCut: true) == link)
    }

    @Test("What is left of a text after redaction bears the mark where the text went on")
    func mark() {
        let text = "https://host/?" + String(repeating: "x", count: 2_000)
        #expect(SecretRedaction.redacted(text, to: 200) == "https://host/?[redacted] … [cut, 2014 characters]")
        #expect(SecretRedaction.redacted(String(text.prefix(500)), to: 200) == "https://host/?[redacted]")
    }

    // MARK: Links

    @Test(
        "In a text with several URLs in one run, each loses its own secrets",
        arguments: [
            ("a://x,(b://u:p@h", "a://x,(b://[redacted]@h"),
            ("https://a:b@c,https://u:p@h/x", "https://[redacted]@c,https://[redacted]@h/x"),
            ("https://a/x,https://u:p@h?k=v", "https://a/x,https://[redacted]@h?[redacted]"),
            ("jdbc:connection.string.url=https://u:p@h/x", "jdbc:connection.string.url=https://[redacted]@h/x"),
            ("https://u:p/w@host/x is it", "https://[redacted]@host/x is it"),
            ("https://host:443/u@x is clean", "https://host:443/u@x is clean"),
            ("https://[::1]:443/u@x is clean", "https://[::1]:443/u@x is clean"),
            ("https://u:p@\u{301}host is not", "https://[redacted]@\u{301}host is not"),
            ("postgres://user:long#1@host/x", "postgres://[redacted]"),
            ("postgres://user:long?1@host/x", "postgres://[redacted]?[redacted]"),
            ("https://ada:pa'ss@host/x", "https://[redacted]@host/x"),
            ("https://o'brien:hunter2@h/x", "https://[redacted]@h/x"),
            ("https://u:123'hunter2@h/x", "https://[redacted]@h/x"),
            ("https://u:a/b'hunter2@h", "https://[redacted]@h"),
            ("https://u:p@ss'hunter2@h", "https://[redacted]@h"), ("https://u:p?x'hunter2@h", "https://[redacted]@h"),
            (#"{"url":"https:\\/\\/ada:pw@h"}"#, #"{"url":"https:\\/\\/[redacted]@h"}"#),
            ("'https://host:443/x', 'a@b'", "'https://host:443/x', 'a@b'"),
            ("'https://host:443','a@b'", "'https://host:443','a@b'"),
            (#"{"url":"https:\/\/ada:pw@h\/x"}"#, #"{"url":"https:\/\/[redacted]@h\/x"}"#),
            ("https://host:443?mail=a@b and", "https://host:443?[redacted] and"),
            ("https://host?mail=a@b and", "https://host?[redacted] and"),
            ("SPRING_DATASOURCE_URL=postgres://u:p@h/x", "SPRING_DATASOURCE_URL=postgres://[redacted]@h/x"),
            ("https://h/x#frag and ?y=z", "https://h/x and ?y=z"), ("https://h/?#frag and more", "https://h/ and more"),
            ("<https://h/?x=y>?z=hello", "<https://h/?[redacted]>?z=hello"),
        ])
    func links(text: String, shown: String) {
        #expect(SecretRedaction.redacted(text) == shown)
        #expect(SecretRedaction.redacted(shown) == shown)
    }

    @Test(
        "A token is found behind what is otherwise part of one",
        arguments: [
            "PRIVATE-TOKEN=glpat-hunter2hunter2hunter2", "token=eyJhunter2.hunter2.hunter2",
            "oauth2/ghp_hunter2hunter2hunter2",
            "GET /v1/x/glpat-hunter2hunter2hunter2", "Authorization=Bearer hunter2hunter2hunter2",
            "Authorization: Bearer  hunter2hunter2hunter2", "Authorization: Bearer\thunter2hunter2hunter2",
            "TOKEN%3Dglpat-hunter2hunter2hunter2", #"first\nglpat-hunter2hunter2hunter2"#, "xoxe.xoxp-1-hunter2hunter2",
            "xapp-1-hunter2hunter2",
            #"\u003eglpat-hunter2hunter2hunter2"#, "TOKEN%253Dglpat-hunter2hunter2hunter2",
            #"\u0026AKIAHUNTER2HUNTER2AB"#,
            "key%3DAKIAHUNTER2HUNTER2AB",
        ])
    func boundaries(text: String) {
        let shown = SecretRedaction.redacted(text)
        #expect(!shown.lowercased().contains("hunter2"), "\(shown)")
        #expect(shown.hasSuffix("[redacted]"))
    }
}
