// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Secrets that are known by their looks, wherever they stand in a text.
extension SecretRedaction {
    /// Beginnings of the tokens that GitLab, GitHub and Slack hand out, and of a JSON Web Token's header.
    ///
    /// Sources: https://docs.gitlab.com/security/tokens/#token-prefixes,
    /// https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats, RFC 7519.
    private static let tokenStarts = [
        "glpat-", "gloas-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glwt-", "glsoat-",
        "glffct-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xoxb-", "xoxp-", "xoxa-", "eyJ",
    ].map { Array($0.utf8) }
    /// What announces a credential in an Authorization header.
    private static let announcements = ["bearer ", "basic "].map { Array($0.utf8) }
    /// Shorter runs are words.
    private static let shortestToken = 16

    /// What looking at links may cost, in bytes for each byte of a text. Links within links are looked at once more each
    /// time, which hostile text could make a matter of minutes.
    private static let linkCost = 4
    /// The same for short texts.
    private static let leastLinkCost = 1 << 16

    /// The text with tokens, announced credentials and the secret parts of URLs replaced by the mark.
    ///
    /// Where links lie in links so that it cannot be told in a bounded time, all the rest is taken out.
    static func withoutTokens(_ text: String) -> String {
        guard text.utf8.count >= shortestToken else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        var links = LinkSearch(budget: linkCost * bytes.count + leastLinkCost)
        while index < bytes.count {
            guard index == 0 || !isTokenByte(bytes[index - 1]), let secret = secret(in: bytes, at: index, &links) else {
                index += 1
                continue
            }
            result += bytes[copied..<secret.range.lowerBound]
            result += secret.replacement
            index = secret.range.upperBound
            copied = index
        }
        guard copied > 0 else { return text }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    /// How the search for links in one text stands.
    private struct LinkSearch {
        /// Bytes that may still be looked at.
        var budget: Int
        /// Up to here nothing can be secret in a link: there is no `?`, `#` or `@`.
        var cleanEnd = 0
    }

    private static func secret(
        in bytes: [UInt8], at index: Int, _ links: inout LinkSearch
    ) -> (range: Range<Int>, replacement: [UInt8])? {
        switch bytes[index] | 0x20 {
        case UInt8(ascii: "g"), UInt8(ascii: "x"), UInt8(ascii: "e"):
            let end = endOfToken(in: bytes, from: index)
            if end - index >= shortestToken, tokenStarts.contains(where: { bytes[index...].starts(with: $0) }) {
                return (index..<end, Array(mark.utf8))
            }
        case UInt8(ascii: "b"):
            for announcement in announcements where begins(bytes, at: index, with: announcement) {
                let start = index + announcement.count
                let end = endOfToken(in: bytes, from: start)
                if end - start >= shortestToken, bytes[start..<end].contains(where: { (0x30...0x39).contains($0) }) {
                    return (start..<end, Array(mark.utf8))
                }
            }
        default: break
        }
        return link(in: bytes, at: index, &links)
    }

    /// A URL that begins here and carries something secret.
    private static func link(
        in bytes: [UInt8], at index: Int, _ links: inout LinkSearch
    ) -> (range: Range<Int>, replacement: [UInt8])? {
        guard index >= links.cleanEnd, isLetter(bytes[index]) else { return nil }
        var colon = index
        while colon < bytes.count, colon - index < 20, isTokenByte(bytes[colon]), bytes[colon] != slash { colon += 1 }
        guard bytes[colon...].starts(with: Array("://".utf8)) else { return nil }
        var end = colon
        var isClean = true
        while end < bytes.count, !endsLink(bytes[end]) {
            switch bytes[end] {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "@"): isClean = false
            default: break
            }
            end += 1
        }
        guard !isClean else {
            links.cleanEnd = end
            return nil
        }
        links.budget -= end - index
        guard links.budget >= 0 else { return (index..<bytes.count, Array(mark.utf8)) }
        let link = String(decoding: bytes[index..<end], as: UTF8.self)
        let clean = redacted(link: link)
        return clean == link ? nil : (index..<end, Array(clean.utf8))
    }

    private static func begins(_ bytes: [UInt8], at index: Int, with lowercased: [UInt8]) -> Bool {
        guard index + lowercased.count <= bytes.count else { return false }
        return zip(bytes[index...], lowercased).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func endOfToken(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, isTokenByte(bytes[end]) { end += 1 }
        return end
    }

    /// What a token of RFC 6750 is made of.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "-._~+/=".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func endsLink(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "\"'<>`".utf8.contains(byte)
    }

    private static var slash: UInt8 { UInt8(ascii: "/") }
}
